//! Messages of a direction in which there are none.

use serde::de::{Deserialize, Deserializer, Error};

/// Message of a direction of a stream in which none is sent. Has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMessage {}

impl<'de> Deserialize<'de> for NoMessage {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("the specification has no messages in this direction"))
    }
}
