//! Bodies that are not JSON: strings, files and URL-encoded forms, as clients and servers use them.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use obstacle_client::{Client, File};
use obstacle_model::shapes::{Blob, Decoration, Direction, Seal, Submission, SubmissionRequired};
use obstacle_server::shapes::{self, CommentInput, Media, PutBlobInput, SubmitInput, TranslateInput};
use obstacle_server::{Api, Context, ServiceError};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, Transport as _};
use specwright_runtime::http::Request;

/// What arrived.
#[derive(Default)]
struct Service {
    blob: Mutex<Option<File>>,
    form: Mutex<Option<Submission>>,
}

impl Media for Service {
    async fn put_blob(&self, input: PutBlobInput, _: Context) -> Result<File, ServiceError> {
        let before = std::mem::replace(&mut *self.blob.lock().unwrap(), input.body);
        Ok(before.unwrap_or_else(|| File::new("none.txt", b"nothing".to_vec()).with_content_type("text/plain")))
    }

    async fn get_picture(&self, _: shapes::GetPictureInput, _: Context) -> Result<File, ServiceError> {
        Ok(File::from_path("/elsewhere"))
    }

    async fn put_picture(&self, input: shapes::PutPictureInput, _: Context) -> Result<(), ServiceError> {
        *self.blob.lock().unwrap() = Some(input.body);
        Ok(())
    }

    async fn translate(&self, input: TranslateInput, _: Context) -> Result<String, ServiceError> {
        Ok(input.body.to_uppercase())
    }

    async fn comment(&self, input: CommentInput, _: Context) -> Result<String, ServiceError> {
        Ok(input.body.map_or_else(|| "none".to_owned(), |body| format!("{body:?}")))
    }

    async fn submit(&self, input: SubmitInput, _: Context) -> Result<(), ServiceError> {
        *self.form.lock().unwrap() = Some(input.body);
        Ok(())
    }
}

fn service() -> (Arc<Service>, InProcessTransport) {
    let service = Arc::new(Service::default());
    let router = Api::new().routes(shapes::media(Arc::clone(&service))).into_router();
    (service, InProcessTransport::new(router))
}

fn required(name: &str, sizes: Vec<i32>) -> SubmissionRequired {
    SubmissionRequired { name: name.to_owned(), agreed: true, sizes }
}

fn client(transport: InProcessTransport) -> Client {
    Client::builder().region("north-1").project_id("p").token("t").transport(transport).build().unwrap()
}

/// Status and body of the response to a request.
async fn send(method: &str, path: &str, media: &str, body: impl Into<Bytes>) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(format!("https://course.example.com/media/p{path}"));
    if !media.is_empty() {
        request = request.header("content-type", media);
    }
    let response = service().1.send(request.body(Body::from(body.into())).unwrap()).await.unwrap();
    (response.status().as_u16(), String::from_utf8_lossy(response.body()).into_owned())
}

#[tokio::test]
async fn files_are_streamed_and_arrive_with_their_media_type() {
    let (service, transport) = service();
    let media = client(transport).shapes().media();
    let before = media.put_blob().send().await.unwrap();
    assert_eq!((before.name(), before.content_type()), ("none.txt", Some("text/plain")));
    assert_eq!(before.content(), Some(&b"nothing"[..]));

    let mut local = tempfile::NamedTempFile::new().unwrap();
    local.write_all(&[0xff; 200_000]).unwrap();
    let sent = Arc::new(Mutex::new(0));
    let told = Arc::clone(&sent);
    let file = File::from_path(local.path()).with_content_type("image/x-noise");
    media.put_blob().body(&file).progress(move |bytes, _| *told.lock().unwrap() = bytes).send().await.unwrap();
    assert_eq!(*sent.lock().unwrap(), 200_000);
    let arrived = service.blob.lock().unwrap().clone().unwrap();
    assert_eq!((arrived.name(), arrived.content_type()), ("", Some("image/x-noise")));
    assert_eq!(arrived.content().map(<[u8]>::len), Some(200_000));

    // An empty file differs from none.
    media.put_blob().body(&File::new("", Vec::new())).send().await.unwrap();
    assert_eq!(service.blob.lock().unwrap().as_ref().and_then(File::content), Some(&[][..]));

    let error = media.get_picture().send().await.unwrap_err();
    assert_eq!(error.status(), Some(500), "a response is in memory: {error}");
    let huge = File::new("", vec![0; 2 << 20]);
    assert_eq!(media.put_blob().body(&huge).send().await.unwrap_err().status(), Some(413));
}

#[tokio::test]
async fn files_within_a_range_have_the_media_type_of_the_caller_or_none() {
    let (service, transport) = service();
    let media = client(transport).shapes().media();
    let picture = File::new("", b"x".to_vec());
    for (file, expected) in
        [(picture.clone(), None), (picture.clone().with_content_type("image/png"), Some("image/png"))]
    {
        media.put_picture(&file).send().await.unwrap();
        let arrived = service.blob.lock().unwrap().take().unwrap();
        assert_eq!(arrived.content_type(), expected);
    }
    let text = picture.with_content_type("text/plain");
    assert_eq!(media.put_picture(&text).send().await.unwrap_err().status(), Some(415));
}

#[tokio::test]
async fn strings_are_utf_8_and_may_be_empty() {
    let (_, transport) = service();
    let media = client(transport).shapes().media();
    assert_eq!(media.translate("größe: 1\n").send().await.unwrap(), "GRÖSSE: 1\n");
    assert_eq!(media.translate("").send().await.unwrap(), "");
    assert_eq!(media.comment().send().await.unwrap(), "none");
    assert_eq!(media.comment().body("").send().await.unwrap(), "\"\"");

    let garbled = servicestage_tests::Canned::new(200, Bytes::from_static(b"ab\xff"));
    let client = Client::builder().region("north-1").project_id("p").token("t").transport(garbled).build().unwrap();
    let error = client.shapes().media().translate("a").send().await.unwrap_err();
    assert!(error.to_string().contains("not UTF-8 after 2 bytes"), "{error}");

    let wide = "text/plain; charset=\"UTF-16LE\"";
    let told = servicestage_tests::Canned::new(200, Bytes::from_static(b"a\0")).with_header("content-type", wide);
    let client = Client::builder().region("north-1").project_id("p").token("t").transport(told).build().unwrap();
    let error = client.shapes().media().translate("a").send().await.unwrap_err();
    assert!(error.to_string().contains("utf-16, and not UTF-8"), "{error}");
}

#[tokio::test]
async fn mocks_respond_with_text_and_files() {
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_client::shapes::{GetPicture, Translate};

    let picture = File::new("ü.png", vec![1, 0xff]).with_content_type("image/png");
    let mock = MockTransport::new()
        .with(on::<Translate>().returning("done".to_owned()))
        .with(on::<GetPicture>().returning(picture.clone()));
    let client =
        Client::builder().region("north-1").project_id("p").token("t").transport(mock.clone()).build().unwrap();
    let media = client.shapes().media();
    assert_eq!(media.translate("a: 1").send().await.unwrap(), "done");
    assert_eq!(media.get_picture().send().await.unwrap(), picture);
    let call = &mock.calls_of::<Translate>()[0];
    assert_eq!((call.body(), call.header("content-type")), (Some(&b"a: 1"[..]), Some("application/yaml")));
    assert_eq!(call.header("accept"), Some("text/plain, application/json;q=0.5"));
    assert_eq!(mock.calls_of::<GetPicture>()[0].header("accept"), Some("image/*, application/json;q=0.5"));
}

#[tokio::test]
async fn only_the_media_type_of_the_operation_is_accepted() {
    for (method, path, media, body, expected) in [
        ("POST", "/text", "application/yaml", "a: 1", 200),
        ("POST", "/text", "Application/YAML; charset=utf-8", "a: 1", 200),
        ("POST", "/text", "", "a: 1", 200),
        ("POST", "/text", "application/json", "1", 415),
        ("PUT", "/picture", "image/png", "x", 204),
        ("PUT", "/picture", "application/octet-stream", "x", 204),
        ("PUT", "/picture", "text/plain", "x", 415),
        ("PUT", "/blob", "text/plain", "x", 200),
        ("PATCH", "/blob", "application/xml", "<x/>", 415),
        ("POST", "/form", "application/json", "{}", 415),
        ("POST", "/form", "multipart/form-data; boundary=x", "", 415),
    ] {
        let (status, body) = send(method, path, media, body).await;
        assert_eq!(status, expected, "{method} {path} as {media}: {body}");
    }
    let (status, body) = send("POST", "/text", "application/yaml", &b"a: \xff"[..]).await;
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("not UTF-8 after 3 bytes"), "{body}");
    let (status, body) = send("POST", "/text", "application/yaml; charset=utf-16be", &b"\0a"[..]).await;
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("utf-16, and not UTF-8"), "{body}");
}

#[tokio::test]
async fn forms_contain_every_kind_of_value() {
    let (service, transport) = service();
    let media = client(transport).shapes().media();
    let form = Submission::new(required("a&b", vec![3]))
        .blob(Blob::new().labels(["x", "y"]))
        .blobs([Blob::new().name("0"), Blob::new().name("1")])
        .direction(Direction::Up)
        .metadata([("k", 1)])
        .decoration(Decoration::Seal(Seal::new().words(["w"])));
    media.submit(&form).send().await.unwrap();
    assert_eq!(service.form.lock().unwrap().take(), Some(form));

    // An empty list has no pair.
    let form = Submission::new(required("a", Vec::new()));
    media.submit(&form).send().await.unwrap();
    assert_eq!(service.form.lock().unwrap().take(), Some(form));
}

#[tokio::test]
async fn strings_of_a_format_are_checked() {
    let json = "application/merge-patch+json";
    for (body, problem) in [
        (r#"{"made":"2025-01-31"}"#, "/made: expected a string that is a date and time (RFC 3339)"),
        (r#"{"made":"2025-13-01T00:00:00Z"}"#, "/made: expected a string that is a date and time (RFC 3339)"),
        (r#"{"days":["2025-01-01","2025-1-2"]}"#, "/days/1: expected a string that is a date (RFC 3339)"),
        (r#"{"owners":{"me":"me"}}"#, "/owners/me: expected a key that is a UUID"),
    ] {
        let (status, answer) = send("PATCH", "/blob", json, body).await;
        assert_eq!(status, 400, "{body}: {answer}");
        assert!(answer.contains(problem), "{body}: {answer}");
    }
    for body in [r#"{"made":"2025-12-31T23:59:60.123z"}"#, r#"{"days":["2024-02-29"]}"#] {
        let (status, answer) = send("PATCH", "/blob", json, body).await;
        assert_eq!(status, 501, "{body}: {answer}");
    }
}

#[tokio::test]
async fn violations_of_a_form_name_their_field() {
    let good = "name=a&agreed=true";
    for (form, place) in [
        ("agreed=true", "/name"),
        ("name=a&agreed=yes", "/agreed"),
        ("name=a&name=b&agreed=true", "/name"),
        (&format!("{good}&count=101"), "/count"),
        (&format!("{good}&count=many"), "/count"),
        (&format!("{good}&direction=sideways"), "/direction"),
        (&format!("{good}&sizes[]=x"), "/sizes[]/0"),
        (&format!("{good}&metadata[a]=b"), "/metadata/a"),
        (&format!("{good}&blobs=x"), "/blobs/0"),
        (&format!("{good}&decoration[kind]=ribbon"), "/decoration/length"),
        ("name=%zz", "percent-encoding"),
        ("[]&[=&]&=a", "/name"),
        (&format!("a{}=1", "[a]".repeat(1000)), "nested"),
    ] {
        let (status, body) = send("POST", "/form", "application/x-www-form-urlencoded", form.to_owned()).await;
        assert_eq!(status, 400, "{form}: {body}");
        assert!(body.contains(place), "{form}: {body}");
    }
}
