//! The answering side.

use std::sync::Arc;

use specwright_runtime::server::{
    Api, BodySchema, Context, FieldSchema, Group, InputSchema, IntegerRules, Location, ObjectSchema, ParameterSchema,
    Pattern, Reply, Request, Schema, ServiceError, StringRules,
};

use super::meta::*;
use super::{Thing, ThingList};

pub trait Things: Send + Sync + 'static {
    fn list(&self, context: Context, asked: String) -> impl Future<Output = Result<ThingList, ServiceError>> + Send {
        let _ = (context, asked);
        async { Err(ServiceError::not_implemented()) }
    }

    fn create(&self, context: Context, thing: Thing) -> impl Future<Output = Result<Thing, ServiceError>> + Send {
        let _ = (context, thing);
        async { Err(ServiceError::not_implemented()) }
    }

    fn delete_branch(
        &self,
        context: Context,
        thing_id: String,
        branch: String,
    ) -> impl Future<Output = Result<(), ServiceError>> + Send {
        let _ = (context, thing_id, branch);
        async { Err(ServiceError::not_implemented()) }
    }

    fn health(&self, context: Context) -> impl Future<Output = Result<serde_json::Value, ServiceError>> + Send {
        let _ = context;
        async { Err(ServiceError::not_implemented()) }
    }
}

static LOWER: Pattern = Pattern::new("^[a-z0-9-]+$");

const NAME: Schema = Schema::String(StringRules {
    min_length: Some(2),
    max_length: Some(16),
    pattern: Some(&LOWER),
    ..StringRules::ANY
});

const PROJECT_ID: ParameterSchema = ParameterSchema {
    name: "project_id",
    location: Location::Path,
    required: true,
    repeated: false,
    schema: Schema::String(StringRules::ANY),
    ..ParameterSchema::ANY
};

static LIST_INPUT: InputSchema = InputSchema {
    parameters: &[
        PROJECT_ID,
        ParameterSchema {
            name: "limit",
            location: Location::Query,
            required: false,
            repeated: false,
            schema: Schema::Integer(IntegerRules { min: Some(0), max: Some(100), ..IntegerRules::ANY }),
            ..ParameterSchema::ANY
        },
        ParameterSchema {
            name: "label",
            location: Location::Query,
            required: false,
            repeated: true,
            schema: Schema::String(StringRules::ANY),
            ..ParameterSchema::ANY
        },
    ],
    body: None,
    ..InputSchema::ANY
};

static THING: ObjectSchema = ObjectSchema {
    name: "Thing",
    rules: &[],
    extra: None,
    fields: &[
        FieldSchema { name: "name", required: true, schema: NAME, ..FieldSchema::ANY },
        FieldSchema {
            name: "password",
            schema: Schema::Secret(StringRules { max_length: Some(20), ..StringRules::ANY }),
            ..FieldSchema::ANY
        },
    ],
};

static CREATE_INPUT: InputSchema = InputSchema {
    parameters: &[PROJECT_ID],
    body: Some(BodySchema { required: true, schema: Schema::Object(&THING), ..BodySchema::ANY }),
    ..InputSchema::ANY
};

static DELETE_INPUT: InputSchema = InputSchema::new(&[PROJECT_ID], None);

static NO_INPUT: InputSchema = InputSchema::new(&[], None);

pub fn group<S: Things>(service: S) -> Group<S> {
    Group::new(service)
        .route(&LIST_THINGS, &LIST_INPUT, list)
        .route(&CREATE_THING, &CREATE_INPUT, create)
        .route(&DELETE_BRANCH, &DELETE_INPUT, |service: Arc<S>, request: Request| async move {
            let (thing_id, branch) = (request.path("thing_id")?, request.path("branch")?);
            service.delete_branch(request.context(), thing_id, branch).await?;
            Ok(Reply::empty(204))
        })
        .route(&ENGINE_HEALTH, &NO_INPUT, |service: Arc<S>, request| async move {
            Reply::json(200, &service.health(request.context()).await?)
        })
}

async fn list<S: Things>(service: Arc<S>, request: Request) -> Result<Reply, ServiceError> {
    let project: String = request.path("project_id")?;
    let limit: Option<i64> = request.query("limit")?;
    let labels: Vec<String> = request.query_all("label")?;
    let trace: Option<String> = request.header("x-trace")?;
    let asked = format!("{project} {limit:?} {labels:?} {trace:?}");
    let things = service.list(request.context(), asked).await?;
    Ok(Reply::json(200, &things)?.header("X-Total", things.things.len()))
}

async fn create<S: Things>(service: Arc<S>, request: Request) -> Result<Reply, ServiceError> {
    let thing = service.create(request.context(), request.json()?).await?;
    Reply::json(201, &thing)
}

/// Implements what it is asked about, and misbehaves when the name says so.
#[derive(Debug, Clone, Default)]
pub struct Store;

impl Things for Store {
    async fn list(&self, context: Context, asked: String) -> Result<ThingList, ServiceError> {
        let caller = context.caller().map(|caller| caller.name.clone());
        let mut things = vec![Thing { name: caller.unwrap_or_default(), password: None }];
        things.extend(context.remote_address().map(|address| Thing { name: address.ip().to_string(), password: None }));
        Ok(ThingList { things, asked })
    }

    async fn create(&self, _context: Context, thing: Thing) -> Result<Thing, ServiceError> {
        match thing.name.as_str() {
            "panic" => panic!("the secret reason"),
            "slow" => std::future::pending().await,
            "nap" => {
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                Ok(thing)
            }
            "taken" => Err(ServiceError::new(409, "T.0409").with_message("the name is taken").detail("taken")),
            _ => Ok(thing),
        }
    }

    async fn delete_branch(&self, _context: Context, thing_id: String, branch: String) -> Result<(), ServiceError> {
        Err(ServiceError::new(404, "T.1404").with_message(format!("no {branch} in {thing_id}")))
    }
}

pub fn api() -> Api {
    Api::new().routes(group(Store))
}
