//! Handling of 401 responses.

use http::HeaderMap;

use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::{AuthAction, AuthFailure, Credentials};
use crate::client::response::RawResponse;

/// Returns true if the request should be authorized again and sent once more. Otherwise stores the
/// explanation of the credentials in the response.
pub(crate) async fn is_worth_repeating(
    context: &CallContext<'_>,
    credentials: Option<&dyn Credentials>,
    request_headers: &HeaderMap,
    response: &mut RawResponse,
) -> bool {
    let Some(credentials) = credentials.filter(|credentials| credentials.may_renew()) else { return false };
    let action = credentials.authentication_failed(context, AuthFailure { request_headers, response }).await;
    if let AuthAction::FailWith(remark) = &action {
        response.remark = Some(remark.clone());
    }
    action == AuthAction::Retry
}
