use servicestage_client::{Client, Error};
pub(super) const SNIPPETS: &[(&str, &str, super::Run<Client, Error>)] = &[];
