//! Settings of a mock.

use super::authentication::Authentication;
use super::fault::{Fault, Latency};
use super::profile::Profile;
use crate::server::Validation;

/// Settings of a mock.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) validation: Validation,
    pub(super) authentication: Authentication,
    pub(super) latency: Latency,
    /// Faults, each with its operation and probability.
    pub(super) faults: Vec<(Option<String>, Fault, f64)>,
    pub(super) profile: Profile,
    pub(super) list_size: Option<usize>,
    pub(super) seed: u64,
    pub(super) control: bool,
    pub(super) journal: usize,
    pub(super) journal_bytes: usize,
}
