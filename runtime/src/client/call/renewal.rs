//! What follows when the service answers 401.

use http::HeaderMap;

use crate::client::engine::context::CallContext;
use crate::client::engine::credentials::{Credentials, Refusal, Verdict};
use crate::client::response::RawResponse;

/// Whether the request should be authorised anew and sent once more. If not, the answer remembers
/// what there is to say about it.
pub(crate) async fn is_worth_repeating(
    context: &CallContext<'_>,
    credentials: Option<&dyn Credentials>,
    sent: &HeaderMap,
    answer: &mut RawResponse,
) -> bool {
    let Some(credentials) = credentials else { return false };
    let verdict = credentials.refused(context, Refusal { sent, answer }).await;
    if let Verdict::Explain(remark) = &verdict {
        answer.remark = Some(remark.clone());
    }
    verdict == Verdict::TryAgain
}
