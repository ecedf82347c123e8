//! Tags of microservices.

use std::collections::BTreeMap;

use servicestage_server::model::error_codes::ServiceCombErrorCode as Code;
use servicestage_server::model::servicecomb::MicroserviceTags;
use servicestage_server::servicecomb::{DeleteTagsInput, GetTagsInput, ReplaceTagsInput, Tags, UpdateTagInput};
use servicestage_server::{Context, ServiceError};

use super::state::State;
use super::{Registry, Scope, error, filled, invalid, no_service};

/// Maximum number of tags of a microservice.
const MOST: usize = 100;

fn no_tag(name: &str) -> ServiceError {
    error(Code::TagNotFound, format!("the microservice has no tag {name}"))
}

/// Returns whether a name or a value of a tag is allowed: a letter, then up to 63 letters, digits, `_`, `-` and `.`.
fn is_word(text: &str) -> bool {
    let is_inside = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.len() <= 64 && text.chars().all(is_inside)
}

fn tags_mut<'s>(
    scope: &Scope<'_>,
    state: &'s mut State,
    service: &str,
) -> Result<&'s mut BTreeMap<String, String>, ServiceError> {
    let found = state.domain_mut(scope.tenant, scope.project).services.get_mut(service);
    found.map(|service| &mut service.tags).ok_or_else(|| no_service(service))
}

impl Registry {
    /// Replaces all tags of a microservice.
    pub(super) fn set_tags(
        scope: &Scope<'_>,
        state: &mut State,
        service: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), ServiceError> {
        if tags.len() > MOST || tags.iter().any(|(name, value)| !is_word(name) || !is_word(value)) {
            return Err(invalid(format!("tags: expected at most {MOST} names and values that begin with a letter")));
        }
        *tags_mut(scope, state, service)? = tags;
        Ok(())
    }
}

impl Tags for Registry {
    async fn get_tags(&self, input: GetTagsInput, context: Context) -> Result<MicroserviceTags, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let mut tags = MicroserviceTags::new();
        tags.tags = filled(Some(scope.service(&state, input.service_id.as_ref())?.tags.clone()));
        Ok(tags)
    }

    async fn replace_tags(&self, input: ReplaceTagsInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let tags = input.body.tags.unwrap_or_default();
        Self::set_tags(&scope, &mut self.write(), input.service_id.as_ref(), tags)
    }

    async fn update_tag(&self, input: UpdateTagInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let mut state = self.write();
        let tags = tags_mut(&scope, &mut state, input.service_id.as_ref())?;
        *tags.get_mut(&input.key).ok_or_else(|| no_tag(&input.key))? = input.value;
        Ok(())
    }

    async fn delete_tags(&self, input: DeleteTagsInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let mut state = self.write();
        let tags = tags_mut(&scope, &mut state, input.service_id.as_ref())?;
        // A name that is there twice is missing the second time.
        let mut left = tags.clone();
        for name in input.keys.split(',') {
            left.remove(name).ok_or_else(|| no_tag(name))?;
        }
        *tags = left;
        Ok(())
    }
}
