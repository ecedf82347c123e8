//! The builder of the client.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::tokens::client_limits;
use super::super::{RUNTIME, docs};
use crate::bug::Bug;
use crate::format;
use crate::plan::{Auth, ClientParameter, Host, Login, Name, Plan};

/// The file of the builder.
pub(super) fn builder(api: &Plan) -> Result<String, Bug> {
    let model = &api.crates.model;
    let hosts = api.hosts.iter().map(host);
    let auth = api.auth.iter().filter_map(|auth| self::auth(auth, model));
    let parameters = api.client_parameters.iter().map(parameter);
    let limits = api.client_parameters.iter().filter_map(|parameter| {
        let (wire, limits) = (&parameter.wire, client_limits(&parameter.limits)?);
        Some(quote!(.parameter_limits(#wire, #limits)))
    });
    let uses_auth = api.auth.iter().any(|auth| auth.setters.is_some()).then(|| quote!(auth,));
    format::rust(
        &["Configuration of a client.".to_owned()],
        vec![
            quote!(
                use #RUNTIME as runtime;
                use #model::meta::{#uses_auth host};

                use crate::Client;
            ),
            quote! {
                /// Builder of a [`Client`].
                #[derive(Debug)]
                pub struct ClientBuilder {
                    core: runtime::client::ClientCoreBuilder,
                }

                impl Default for ClientBuilder {
                    fn default() -> Self {
                        Self { core: runtime::client::ClientCoreBuilder::default().product(runtime::product!()) #(#limits)* }
                    }
                }

                impl ClientBuilder {
                    runtime::client_builder_methods!();

                    #(#parameters)*
                    #(#auth)*
                    #(#hosts)*

                    /// Builds the client.
                    ///
                    /// # Errors
                    ///
                    /// Returns a `Configuration` error that lists every invalid setting.
                    pub fn build(self) -> Result<Client, runtime::client::Error> {
                        Ok(Client { core: self.core.build()? })
                    }
                }
            },
        ],
    )
}

fn host(host: &Host) -> TokenStream {
    let (setter, constant, lines) = (&host.setter, &host.constant, docs(&host.setter_docs));
    quote! {
        #lines
        #[must_use]
        pub fn #setter(mut self, endpoints: impl Into<runtime::client::Endpoints>) -> Self {
            self.core = self.core.endpoint(&host::#constant, endpoints);
            self
        }
    }
}

fn auth(auth: &Auth, model: &Name) -> Option<TokenStream> {
    let (token, credentials) = auth.setters.as_ref()?;
    let constant = &auth.constant;
    let fixed = fixed(auth, token, credentials);
    let other = format!(" Sets where credentials for `{}` come from.", auth.name);
    let account = auth.login.as_ref().map(|login| account(auth, login, credentials, model));
    Some(quote! {
        #fixed

        #[doc = #other]
        ///
        /// Use [`Anonymous`](crate::credentials::Anonymous) for a service without authentication.
        #[must_use]
        pub fn #credentials(mut self, credentials: impl runtime::client::Credentials + 'static) -> Self {
            self.core = self.core.credentials(&auth::#constant, credentials);
            self
        }

        #account
    })
}

/// The method of the builder that takes a fixed credential.
fn fixed(auth: &Auth, setter: &Name, credentials: &Name) -> TokenStream {
    let lines = docs(&auth.docs);
    if auth.is_account() {
        let first =
            format!(" Sets name and password of an account for operations that authenticate with `{}`.", auth.name);
        return quote! {
            #[doc = #first]
            ///
            #lines
            #[must_use]
            pub fn #setter(self, name: impl Into<String>, password: impl Into<runtime::value::Secret>) -> Self {
                self.#credentials(runtime::client::BasicCredentials::new(name, password))
            }
        };
    }
    let first = format!(" Sets a fixed token for operations that authenticate with `{}`.", auth.name);
    quote! {
        #[doc = #first]
        ///
        #lines
        #[must_use]
        pub fn #setter(self, token: impl Into<runtime::value::Secret>) -> Self {
            self.#credentials(runtime::client::StaticToken::new(token))
        }
    }
}

fn parameter(parameter: &ClientParameter) -> TokenStream {
    let (wire, setter) = (&parameter.wire, &parameter.setter);
    let first = format!(" Sets the `{wire}` of all operations that have one and are not given another.");
    let lines = docs(&parameter.docs);
    quote! {
        #[doc = #first]
        ///
        #lines
        #[must_use]
        pub fn #setter(mut self, #setter: impl Into<String>) -> Self {
            self.core = self.core.parameter(#wire, #setter);
            self
        }
    }
}

/// The method of the builder that takes the name and the password of an account.
fn account(auth: &Auth, login: &Login, credentials: &Name, model: &Name) -> TokenStream {
    let (setter, family, constant) = (&login.setter, &login.family, &auth.constant);
    let first =
        format!(" Authenticates with `{}` by tokens that `{}` issues for an account.", auth.name, login.operation);
    quote! {
        #[doc = #first]
        ///
        /// The first call that needs a token fetches it. The client renews it before it expires, and once after
        /// a rejection. It never repeats a rejected password, because that could lock the account.
        #[cfg(feature = #family)]
        #[must_use]
        pub fn #setter(self, name: impl Into<String>, password: impl Into<runtime::value::Secret>) -> Self {
            self.#credentials(runtime::client::AccountToken::new(&#model::meta::login::#constant, name, password))
        }
    }
}
