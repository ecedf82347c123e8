//! Forms with files that are read while they are sent.

#![cfg(all(feature = "client", feature = "server"))]

use std::io;
use std::sync::{Arc, Mutex};

use crate::common::{self, CREATE_THING, client_builder};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use http::HeaderMap;
use specwright_runtime::client::{Body, Call, Error, ErrorKind, InProcessTransport};
use specwright_runtime::server::{
    Api, BodySchema, FieldSchema, Group, InputSchema, ObjectSchema, Reply, Request, Schema,
};
use specwright_runtime::value::{File, Form, Parts};

struct Upload {
    mode: &'static str,
    file: File,
}

impl Form for Upload {
    fn parts(&self) -> Parts<'_> {
        Parts::new().text("mode", Some(&self.mode)).file("file", Some(&self.file))
    }
}

/// What a server got: `Content-Length`, and the lines of the body with the largest of them measured.
async fn receive(headers: HeaderMap, body: axum::body::Bytes) -> String {
    let boundary = headers["content-type"].to_str().unwrap().split_once("boundary=").unwrap().1.to_owned();
    let text = String::from_utf8(body.to_vec()).unwrap().replace(&boundary, "BOUNDARY");
    let lines: Vec<String> = text
        .split("\r\n")
        .map(|line| if line.len() > 1000 { format!("{} bytes", line.len()) } else { line.to_owned() })
        .collect();
    let length = headers.get("content-length").map(|length| length.to_str().unwrap() == body.len().to_string());
    format!("{length:?} {lines:?}")
}

fn router() -> Router {
    Router::new().fallback(receive).layer(DefaultBodyLimit::disable())
}

fn call(client: &common::Client, file: File) -> Call {
    let mut call = Call::new(&client.core, &CREATE_THING);
    call.form(&Upload { mode: "skip", file });
    call
}

fn in_process() -> common::Client {
    client_builder().transport(InProcessTransport::new(router())).build().unwrap()
}

async fn send(call: Call) -> Result<String, Error> {
    Ok(String::from_utf8(call.send().await?.get().to_vec()).unwrap())
}

fn expected(length: &str, name: &str, content: &str) -> String {
    format!(
        "{length} [\"--BOUNDARY\", \"Content-Disposition: form-data; name=\\\"mode\\\"\", \"\", \"skip\", \
         \"--BOUNDARY\", \"Content-Disposition: form-data; name=\\\"file\\\"; filename=\\\"{name}\\\"\", \
         \"Content-Type: application/octet-stream\", \"\", \"{content}\", \"--BOUNDARY--\", \"\"]"
    )
}

/// The reports of progress of a call.
type Reports = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

fn watch(call: &mut Call) -> Reports {
    let reports = Reports::default();
    let told = Arc::clone(&reports);
    call.progress(move |sent, total| told.lock().unwrap().push((sent, total)));
    reports
}

/// Asserts that reports grow in small steps, to the end; and gives back the end.
#[track_caller]
fn assert_complete(reports: &Reports) -> u64 {
    let reports = reports.lock().unwrap();
    let (end, total) = *reports.last().unwrap();
    assert_eq!(total, Some(end));
    let mut before = 0;
    for (sent, told) in reports.iter().copied() {
        assert!(before < sent && sent - before <= 64 * 1024, "from {before} to {sent}");
        assert_eq!(told, total);
        before = sent;
    }
    end
}

/// A file on disk of so many bytes.
fn on_disk(bytes: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("configs.zip");
    std::fs::write(&path, "x".repeat(bytes)).unwrap();
    (directory, path)
}

#[tokio::test]
async fn names_of_files_arrive_as_they_were_sent() {
    static FILE: FieldSchema = FieldSchema::required("file", Schema::File);
    static FORM: ObjectSchema = ObjectSchema::new("Upload", &[FILE, FieldSchema::ANY]);
    static INPUT: InputSchema = InputSchema { body: Some(BodySchema::form(Schema::Object(&FORM))), ..InputSchema::ANY };
    let group = Group::new(()).route(&CREATE_THING, &INPUT, |_: Arc<()>, request: Request| async move {
        let body: serde_json::Value = request.json()?;
        Reply::json(201, &body["file"]["name"])
    });
    let router = Api::new().routes(group.finish()).body_limit(10_000).into_router();
    let client = client_builder().transport(InProcessTransport::new(router)).build().unwrap();
    for name in [
        "plain.zip",
        "配置 文件.zip",
        "a \"b\".zip",
        "back\\slash.zip",
        "two\\\\.zip",
        "end\\",
        "100%22.zip",
        "50%.zip",
        "semi;colon=.zip",
        "line\r\nX-Evil: 1",
        "",
    ] {
        let answer = send(call(&client, File::new(name, b"x".to_vec()))).await.unwrap();
        assert_eq!(serde_json::from_str::<String>(&answer).unwrap(), name);
    }
}

#[tokio::test]
async fn contents_come_from_memory_a_path_or_a_reader() {
    let client = in_process();
    let (_directory, path) = on_disk(3);
    let from_path = File::from_path(&path);
    for file in [File::new("configs.zip", b"xxx".to_vec()), from_path.clone(), from_path] {
        assert_eq!(send(call(&client, file)).await.unwrap(), expected("Some(true)", "configs.zip", "xxx"));
    }
    let known = File::from_reader("r", 3, &b"xxx and what follows"[..]);
    assert_eq!(send(call(&client, known)).await.unwrap(), expected("Some(true)", "r", "xxx"));
    let unknown = File::from_reader("r", None, &b"xxx"[..]);
    assert_eq!(send(call(&client, unknown)).await.unwrap(), expected("None", "r", "xxx"));
}

#[tokio::test]
async fn files_in_memory_report_progress_too() {
    let mut call = call(&in_process(), File::new("a", vec![b'x'; 200_000]));
    let reports = watch(&mut call);
    assert_eq!(send(call).await.unwrap(), expected("Some(true)", "a", "200000 bytes"));
    assert!(assert_complete(&reports) > 200_000);
}

#[tokio::test]
async fn a_reader_can_be_sent_once() {
    let client = in_process();
    let call = call(&client, File::from_reader("r", None, &b"xxx"[..]));
    send(call.clone()).await.unwrap();
    let error = send(call).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.to_string(),
        "v1.create_thing: a reader has been read already: make a new file for each time it is sent"
    );
}

#[tokio::test]
async fn what_is_not_there_is_reported_before_anything_is_sent() {
    let client = in_process();
    let error = send(call(&client, File::from_path("/nowhere/configs.zip"))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let shown = error.to_string();
    assert!(shown.starts_with("v1.create_thing: the file \"/nowhere/configs.zip\" cannot be read: "), "{shown}");
    let directory = tempfile::tempdir().unwrap();
    let error = send(call(&client, File::from_path(directory.path()))).await.unwrap_err();
    assert!(error.to_string().ends_with("cannot be read: it is not a file"), "{error}");
}

/// Takes a body as transports do: keeps nothing but its length and the largest of its chunks.
async fn drain(body: Body) -> io::Result<usize> {
    Ok(body.collect().await?.len())
}

#[tokio::test]
async fn bodies_that_are_read_can_be_told_from_others() {
    let body = Body::from(b"abc".to_vec());
    assert!(body.is_replayable() && body.as_bytes().is_some());
    assert_eq!((body.len(), drain(body).await.unwrap()), (Some(3), 3));
    assert!(Body::empty().is_replayable());
    assert_eq!(drain(Body::empty()).await.unwrap(), 0);
}

#[cfg(feature = "reqwest")]
mod sockets {
    use std::io::{Read, Write as _};
    use std::net::SocketAddr;

    use super::*;
    use tokio::net::TcpListener;

    async fn serve(router: Router) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    async fn client() -> common::Client {
        client_builder().endpoint(&format!("http://{}", serve(router()).await)).build().unwrap()
    }

    const TEN_MEGABYTES: usize = 10 * 1024 * 1024;

    #[tokio::test]
    async fn a_large_file_is_sent_piece_by_piece() {
        let (_directory, path) = on_disk(TEN_MEGABYTES);
        let mut call = call(&client().await, File::from_path(path));
        let reports = watch(&mut call);
        assert_eq!(send(call).await.unwrap(), expected("Some(true)", "configs.zip", "10485760 bytes"));
        assert!(assert_complete(&reports) > TEN_MEGABYTES as u64);
    }

    /// A reader that notices how it is read.
    struct Noticing {
        left: usize,
        most: Arc<Mutex<(usize, usize)>>,
    }

    impl Read for Noticing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = buffer.len().min(self.left);
            let mut most = self.most.lock().unwrap();
            most.0 = most.0.max(buffer.len());
            most.1 += read;
            self.left -= read;
            buffer[..read].fill(b'x');
            Ok(read)
        }
    }

    #[tokio::test]
    async fn a_large_reader_is_read_as_fast_as_it_is_sent_and_no_faster() {
        let most = Arc::new(Mutex::new((0, 0)));
        let reader = Noticing { left: TEN_MEGABYTES, most: Arc::clone(&most) };
        let mut call = call(&client().await, File::from_reader("r", None, reader));
        let reports = watch(&mut call);
        assert_eq!(send(call).await.unwrap(), expected("None", "r", "10485760 bytes"));
        assert_eq!(*most.lock().unwrap(), (64 * 1024, TEN_MEGABYTES));
        assert!(reports.lock().unwrap().iter().all(|(_, total)| total.is_none()));

        // A server that does not read: what is on the way is all that was read.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let stalled = client_builder().endpoint(&format!("http://{}", listener.local_addr().unwrap())).build().unwrap();
        let most = Arc::new(Mutex::new((0, 0)));
        let reader = Noticing { left: 1 << 40, most: Arc::clone(&most) };
        let mut call = super::call(&stalled, File::from_reader("r", None, reader));
        call.timeout(std::time::Duration::from_millis(300));
        assert!(send(call).await.unwrap_err().is_timeout());
        let read = most.lock().unwrap().1;
        assert!(read < 2 * TEN_MEGABYTES, "{read} bytes were read and cannot have been sent");
    }

    #[tokio::test]
    async fn reading_can_fail_halfway() {
        struct Failing(bool);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    Err(io::Error::other("disk on fire"))
                } else {
                    Ok(buffer.len())
                }
            }
        }

        let client = client().await;
        let error = send(call(&client, File::from_reader("r", None, Failing(false)))).await.unwrap_err();
        assert_eq!(error.to_string(), "v1.create_thing: the body could not be read while it was sent: disk on fire");
        let error = send(call(&client, File::from_reader("r", 5, &b"abc"[..]))).await.unwrap_err();
        assert!(error.to_string().ends_with(": a file is shorter than announced"), "{error}");

        // A file that grows while it is sent.
        let (_directory, path) = on_disk(100_000);
        let mut growing = call(&client, File::from_path(&path));
        growing.progress(move |sent, _| {
            if sent > 65_000 {
                std::fs::File::options().append(true).open(&path).unwrap().write_all(b"more").unwrap();
            }
        });
        let error = send(growing).await.unwrap_err();
        assert!(error.to_string().ends_with(": a file is longer than announced"), "{error}");
    }

    #[tokio::test]
    async fn a_reader_survives_an_address_that_cannot_be_reached() {
        let mut builder = client_builder();
        let good = format!("http://{}", serve(router()).await);
        builder.core = builder.core.endpoint(&common::HOST, ["http://127.0.0.1:1", &good]);
        let file = File::from_reader("r", 3, &b"xxx"[..]);
        let answer = send(call(&builder.build().unwrap(), file)).await.unwrap();
        assert_eq!(answer, expected("Some(true)", "r", "xxx"));
    }
}
