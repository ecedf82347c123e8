//! What follows when the service answers 401.

use http::HeaderMap;

use super::{CallContext, Credentials, RawResponse, Refusal, Verdict};

/// Whether the request should be authorised anew and sent once more. If not, the answer remembers
/// what there is to say about it.
pub(super) async fn is_worth_repeating(
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
