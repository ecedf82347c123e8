//! Environments as somebody would write them who has only this service to talk to.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// A label that forgets the fields it does not know.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Label {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// A label that keeps the fields it does not know, as the generated one does.
#[derive(Deserialize, Serialize)]
pub(crate) struct OpenLabel {
    pub(crate) key: String,
    pub(crate) value: String,
    #[serde(flatten)]
    pub(crate) extra: Map<String, Value>,
}

#[derive(Clone)]
pub(crate) enum DeployMode {
    VirtualMachine,
    Container,
    Mixed,
    Unknown(String),
}

impl Serialize for DeployMode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            DeployMode::VirtualMachine => "virtualmachine",
            DeployMode::Container => "container",
            DeployMode::Mixed => "mixed",
            DeployMode::Unknown(text) => text,
        })
    }
}

impl<'de> Deserialize<'de> for DeployMode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DeployMode, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = DeployMode;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<DeployMode, E> {
                Ok(match text {
                    "virtualmachine" => DeployMode::VirtualMachine,
                    "container" => DeployMode::Container,
                    "mixed" => DeployMode::Mixed,
                    other => DeployMode::Unknown(other.to_owned()),
                })
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct EnvironmentCreate<L = Label> {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deploy_mode: Option<DeployMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enterprise_project_id: Option<String>,
    pub(crate) vpc_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labels: Option<Vec<L>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) charge_mode: Option<String>,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Environment<L = Label> {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) project_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enterprise_project_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deploy_mode: Option<DeployMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vpc_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) create_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) update_time: Option<i64>,
    pub(crate) labels: Option<Vec<L>>,
    pub(crate) resources: Option<Vec<Resource>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource_create_mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) config_mode: Option<String>,
    pub(crate) iac_resources: Option<Vec<Resource>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) iac_task_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vm_cluster_size: Option<i32>,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Resource {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) r#type: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct EnvironmentList<L = Label> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<i32>,
    pub(crate) environments: Option<Vec<Environment<L>>>,
}
