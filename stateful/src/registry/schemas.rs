//! Schemas of microservices.

use std::collections::BTreeMap;
use std::sync::Arc;

use servicestage_server::model::error_codes::ServiceCombErrorCode as Code;
use servicestage_server::model::servicecomb::{Schema, SchemaContent, SchemaId, SchemaList, SchemaView};
use servicestage_server::servicecomb::{
    DeleteSchemaInput, GetSchemaInput, ListSchemasInput, Schemas, UpdateSchemaInput, UpdateSchemasInput,
};
use servicestage_server::{Context, ServiceError};

use super::domain::{SchemaText, Service};
use super::state::State;
use super::{Registry, Scope, error, no_service};

/// Maximum number of schemas of a microservice.
const MOST: usize = 100;

fn no_schema(id: &str) -> ServiceError {
    error(Code::SchemaNotFound, format!("the microservice has no schema {id}"))
}

fn service_mut<'s>(scope: &Scope<'_>, state: &'s mut State, id: &str) -> Result<&'s mut Service, ServiceError> {
    state.domain_mut(scope.tenant, scope.project).services.get_mut(id).ok_or_else(|| no_service(id))
}

fn check_number(number: usize) -> Result<(), ServiceError> {
    match number <= MOST {
        true => Ok(()),
        false => Err(error(Code::QuotaExceeded, format!("a microservice has at most {MOST} schemas"))),
    }
}

/// Returns the schemas of a microservice, also those that it only names.
pub(super) fn listed(service: &Service, with_content: bool) -> Vec<Schema> {
    let named = service.data.schemas.iter().flatten();
    let schemas = named.map(|id| {
        let mut schema = Schema::new();
        schema.schema_id = Some(id.clone());
        if let Some(text) = service.schemas.get(id.as_ref()) {
            schema.summary = Some(text.summary.clone()).filter(|summary| !summary.is_empty());
            schema.schema = with_content.then(|| text.schema.clone());
        }
        schema
    });
    schemas.collect()
}

impl Schemas for Registry {
    async fn get_schema(&self, input: GetSchemaInput, context: Context) -> Result<SchemaContent, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let service = scope.service(&state, input.service_id.as_ref())?;
        let id = input.schema_id.as_ref();
        let text = service.schemas.get(id).ok_or_else(|| no_schema(id))?;
        let mut content = SchemaContent::new();
        (content.schema, content.summary) = (Some(text.schema.clone()), Some(text.summary.clone()));
        Ok(content)
    }

    async fn update_schema(&self, input: UpdateSchemaInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let now = self.seconds();
        let mut state = self.write();
        let service = service_mut(&scope, &mut state, input.service_id.as_ref())?;
        let is_listed = service.data.schemas.iter().flatten().any(|id| *id == input.schema_id);
        if !is_listed {
            check_number(service.data.schemas.as_ref().map_or(0, Vec::len) + 1)?;
            let data = Arc::make_mut(&mut service.data);
            data.schemas.get_or_insert_default().push(input.schema_id.clone());
            data.modified_timestamp = Some(now);
        }
        let summary = input.body.summary.unwrap_or_default();
        service.schemas.insert(input.schema_id.to_string(), SchemaText { schema: input.body.schema, summary });
        Ok(())
    }

    async fn update_schemas(&self, input: UpdateSchemasInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let now = self.seconds();
        let mut state = self.write();
        let service = service_mut(&scope, &mut state, input.service_id.as_ref())?;
        let mut ids: Vec<SchemaId> = Vec::new();
        let mut texts = BTreeMap::new();
        for entry in input.body.schemas {
            if !texts.contains_key(entry.schema_id.as_ref()) {
                ids.push(entry.schema_id.clone());
            }
            let text = SchemaText { schema: entry.schema, summary: entry.summary };
            texts.insert(entry.schema_id.to_string(), text);
        }
        check_number(ids.len())?;
        let data = Arc::make_mut(&mut service.data);
        data.schemas = Some(ids);
        data.modified_timestamp = Some(now);
        service.schemas = texts;
        Ok(())
    }

    async fn delete_schema(&self, input: DeleteSchemaInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let mut state = self.write();
        let service = service_mut(&scope, &mut state, input.service_id.as_ref())?;
        let id = input.schema_id.as_ref();
        // The microservice goes on naming it.
        service.schemas.remove(id).map(drop).ok_or_else(|| no_schema(id))
    }

    async fn list_schemas(&self, input: ListSchemasInput, context: Context) -> Result<SchemaList, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let service = scope.service(&state, input.service_id.as_ref())?;
        let mut list = SchemaList::new();
        list.schemas = listed(service, input.view == Some(SchemaView::Full));
        Ok(list)
    }
}
