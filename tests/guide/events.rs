//! Streams of events: a client, and a server that it runs against.

use std::sync::Arc;
use std::time::Duration;

use obstacle_client::{Client, Error, ErrorKind};
use specwright_runtime::client::InProcessTransport;

use crate::support::Done;

// ANCHOR: server
use futures_util::{StreamExt as _, stream};
use obstacle_server::model::shapes::Tick;
use obstacle_server::shapes::{self, ChatInput, CountInput, LogInput, Ticks};
use obstacle_server::{Api, Context, EventStream, Rejection, ServiceError};
use serde_json::Value;

struct Clock;

impl Ticks for Clock {
    async fn count(&self, input: CountInput, _context: Context) -> Result<EventStream<Tick>, ServiceError> {
        if input.body.number == 0 {
            return Err(ServiceError::rejection(Rejection::RouteNotFound, "there is nothing to count"));
        }
        let ticks = stream::iter(1..=input.body.number).then(|number| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Tick::new(number)
        });
        Ok(EventStream::new(ticks))
    }

    async fn chat(&self, _input: ChatInput, _context: Context) -> Result<EventStream<String>, ServiceError> {
        Ok(vec!["hello".to_owned(), "goodbye".to_owned()].into())
    }

    async fn log(&self, _input: LogInput, _context: Context) -> Result<EventStream<Value>, ServiceError> {
        Ok(Vec::new().into())
    }
}
// ANCHOR_END: server

fn client() -> Client {
    let router = Api::new().routes(shapes::ticks(Arc::new(Clock))).into_router();
    let builder = Client::builder().region("north-1").project_id("p").token("t");
    builder.transport(InProcessTransport::new(router)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn read() -> Done {
    let client = client();
    let mut seen = Vec::new();
    // ANCHOR: read
    let mut ticks = client.shapes().ticks().count(&Tick::new(3)).events().await?;

    while let Some(tick) = ticks.next().await {
        println!("{}", tick?.number);
        seen.push(()); // hidden
    }
    // ANCHOR_END: read
    assert_eq!(seen.len(), 3);

    // ANCHOR: whole
    let ticks: Vec<Tick> = client.shapes().ticks().count(&Tick::new(3)).send().await?;
    // ANCHOR_END: whole
    assert_eq!(ticks.len(), 3);

    // ANCHOR: limits
    let ticks = client.shapes().ticks().count(&Tick::new(3)).events();
    let ticks = ticks.silence_limit(Duration::from_secs(30)).event_limit(64 * 1024).await?;
    // ANCHOR_END: limits
    drop(ticks);

    let error = client.shapes().ticks().count(&Tick::new(0)).events().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(404)));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn again() -> Done {
    let (client, mut heard) = (client(), Vec::new());
    let listening = listen(&client, &mut heard);
    assert!(tokio::time::timeout(Duration::from_secs(3), listening).await.is_err(), "it listens for ever");
    assert_eq!(heard[..3], ["hello", "goodbye", "hello"]);
    Ok(())
}

async fn listen(client: &Client, heard: &mut Vec<String>) -> Result<(), Error> {
    // ANCHOR: again
    let mut last = None;
    loop {
        let mut call = client.shapes().ticks().chat();
        if let Some(id) = &last {
            call = call.header("Last-Event-ID", id);
        }
        let mut events = call.events().await?;
        while let Some(event) = events.next().await {
            heard.extend(event.as_ref().ok().cloned()); // hidden
            match event {
                Ok(line) => println!("{line}"),
                Err(error) => eprintln!("{error}"),
            }
            last = events.event_id().map(str::to_owned).or(last);
        }
        tokio::time::sleep(events.retry_after().unwrap_or(Duration::from_secs(1))).await;
    }
    // ANCHOR_END: again
}
