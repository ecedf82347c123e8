//! The client macros where the usual names mean something else, as they may in a generated crate.

#![cfg(feature = "client")]

use specwright_runtime::client::{ClientCore, Operation};

mod meta {
    use specwright_runtime::meta::{AuthMeta, AuthScheme, ErrorStyle, HostAddress, HostMeta, Method, OperationMeta};

    static HOST: HostMeta = HostMeta { id: "host", address: HostAddress::Explicit { example: "" }, ..HostMeta::BASE };
    static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };
    static STYLE: ErrorStyle = ErrorStyle { id: "style", code: "code", message: "message", ..ErrorStyle::BASE };
    /// A constant will do as well as a static.
    pub(crate) const PING: OperationMeta = OperationMeta {
        id: "v1.ping",
        family: "v1",
        group: "pings",
        name: "ping",
        method: Method::Get,
        path: "/",
        segments: &[],
        host: &HOST,
        auth: &OPEN,
        error_style: &STYLE,
        success: &[200],
        errors: &[],
        idempotent: true,
        deprecated: false,
        body_limit: 0,
        ..OperationMeta::BASE
    };
    /// And so will a reference.
    pub(crate) static PONG: &OperationMeta = &PING;
}

#[allow(dead_code, unreachable_pub)]
mod obstacles {
    pub struct String;
    pub struct Option;
    pub struct Vec;
    pub struct Box;
    pub struct Error;
    pub struct Response;
    pub struct Call;
    pub struct ClientCore;
    pub struct Duration;
    pub enum Result {
        Ok,
        Err,
    }
    pub trait Into {}
    pub trait From {}
    pub trait Clone {}
    pub trait Debug {}
    pub trait Operation {}
    pub trait Send {}

    specwright_runtime::operation! {
        /// Answers.
        pub struct Ping -> json [u8; 2] = super::meta::PING;
    }

    specwright_runtime::operation! { pub(crate) struct Pong -> empty = super::meta::PONG; }

    /// Written out.
    #[derive(::core::clone::Clone)]
    pub struct Bong {
        call: specwright_runtime::client::Call,
    }
    specwright_runtime::operation!(Bong -> json std::vec::Vec<u8> = super::meta::PONG);

    impl Ping {
        pub fn on(core: &specwright_runtime::client::ClientCore) -> Self {
            Self::new(core)
        }
    }

    #[derive(Debug)]
    pub struct ClientBuilder {
        pub core: specwright_runtime::client::ClientCoreBuilder,
    }

    impl ClientBuilder {
        specwright_runtime::client_builder_methods!();
    }
}

#[test]
fn names_of_the_prelude_do_not_matter() {
    assert_eq!(obstacles::Ping::META.id, "v1.ping");
    assert_eq!(obstacles::Pong::META.id, "v1.ping");
    assert_eq!(obstacles::Bong::META.id, "v1.ping");
    let builder = obstacles::ClientBuilder { core: ClientCore::builder() };
    let builder = builder
        .region("eu-1")
        .timeout(std::time::Duration::from_secs(1))
        .connect_timeout(std::time::Duration::from_secs(1))
        .response_limit(1024)
        .user_agent("test/1")
        .allow_plain_http(false);
    assert!(format!("{builder:?}").contains("eu-1"));
    // Without the default transport there is nothing to make an engine of.
    if let Ok(core) = builder.core.build() {
        let ping = obstacles::Ping::on(&core);
        assert!(format!("{ping:?}").contains("v1.ping"));
        assert_eq!(ping.clone().into_call().operation().id, "v1.ping");
    }
}
