//! Endpoints from the environment and from a file.
//!
//! Names and format are those of the vendor's SDKs, so that one configuration serves all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::addresses::{Addresses, Endpoints};
use super::region::Region;

const PREFIX: &str = "HUAWEICLOUD_SDK_REGION_";
const FILE_VARIABLE: &str = "HUAWEICLOUD_SDK_REGIONS_FILE";
const FILE_AT_HOME: [&str; 2] = [".huaweicloud", "regions.yaml"];

/// Endpoints of one region, by service.
#[derive(Debug, Default)]
pub(crate) struct RegionEndpoints(BTreeMap<String, Found>);

/// Addresses and their origin, or the reason why they are invalid. Other programs share the configuration, so
/// an invalid entry matters only if it is used.
#[derive(Debug)]
struct Found {
    place: String,
    addresses: Result<Arc<Addresses>, String>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    endpoint: Option<String>,
    endpoints: Option<Vec<String>>,
}

impl RegionEndpoints {
    /// Reads the environment of this process, and the file that it names or the one in the home directory.
    ///
    /// # Errors
    /// Returns the reason if the file cannot be read.
    pub(crate) fn read(region: &Region) -> Result<Self, String> {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            Some((name, value.to_string_lossy().into_owned()))
        });
        let named = std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let file = match named {
            Some(path) => Some((read(&path)?, path)),
            None => {
                let path =
                    std::env::home_dir().map(|home| FILE_AT_HOME.iter().fold(home, |path, part| path.join(part)));
                match path.filter(|path| path.exists()) {
                    Some(path) => Some((read(&path)?, path)),
                    None => None,
                }
            }
        };
        let file = file.as_ref().map(|(text, path)| (text.as_str(), path.as_path()));
        Self::from_parts(region, variables, file)
    }

    fn from_parts(
        region: &Region,
        variables: impl Iterator<Item = (String, String)>,
        file: Option<(&str, &Path)>,
    ) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        if let Some((text, path)) = file {
            let path = path.display();
            let services: Option<BTreeMap<String, Vec<Entry>>> = serde_yaml::from_str(text)
                .map_err(|error| format!("{path} is not a list of `id` and `endpoints` for each service: {error}"))?;
            for (service, entries) in services.unwrap_or_default() {
                for entry in entries.into_iter().filter(|entry| key(&entry.id) == key(region.as_str())) {
                    let place = format!("`{service}` in {path}");
                    let urls = entry.endpoints.unwrap_or_default().into_iter().chain(entry.endpoint);
                    found.insert(key(&service), Found::new(place, urls.collect()));
                }
            }
        }
        // Second, so that variables override the file.
        let suffix = format!("_{}", key(region.as_str()));
        for (name, value) in variables {
            let service = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(&suffix));
            if let Some(service) = service.filter(|service| !service.is_empty()) {
                let urls = value.split(',').map(str::trim).filter(|url| !url.is_empty());
                found.insert(service.to_owned(), Found::new(format!("the variable {name}"), urls.collect()));
            }
        }
        Ok(Self(found))
    }

    /// Returns the addresses of a host, if it has any.
    ///
    /// # Errors
    /// Returns the reason and the origin if they are invalid.
    pub(crate) fn get(&self, host: &str, allow_plain_http: bool) -> Result<Option<&Arc<Addresses>>, String> {
        let Some(found) = self.0.get(&key(host)) else {
            return Ok(None);
        };
        let checked = found.addresses.as_ref().map_err(Clone::clone).and_then(|addresses| {
            addresses.check_exposure(allow_plain_http)?;
            Ok(Some(addresses))
        });
        checked.map_err(|problem| format!("{problem} (from {})", found.place))
    }
}

impl Found {
    fn new(place: String, urls: Endpoints) -> Self {
        Self { place, addresses: Addresses::parse(&urls).map(Arc::new) }
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// Converts the name of a service or region to the form of variable names.
fn key(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORTH: Region = Region::from_static("cn-north-4");

    fn endpoints(variables: &[(&str, &str)], file: &str) -> Result<RegionEndpoints, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        RegionEndpoints::from_parts(&NORTH, variables, Some((file, Path::new("regions.yaml"))))
    }

    #[track_caller]
    fn assert_found(endpoints: &RegionEndpoints, host: &str, expected: &str) {
        let addresses = endpoints.get(host, false).unwrap().unwrap();
        assert_eq!(format!("{addresses:?}"), expected);
    }

    const FILE: &str = "
        THINGS:
          - id: cn-north-4
            endpoint: https://things.file
          - id: cn-south-1
            endpoint: https://elsewhere
        core:
          - id: cn-north-4
            endpoints: [https://core.file:1, https://core.file:2]
        odd:
          - id: cn-north-4
    ";

    #[test]
    fn both_places_are_read_and_the_environment_counts_more() {
        let variables = [
            ("HUAWEICLOUD_SDK_REGION_THINGS_CN_NORTH_4", "https://a.variable , b.variable,"),
            ("HUAWEICLOUD_SDK_REGION_THING_CENTER_CN_NORTH_4", "https://center.variable"),
            ("HUAWEICLOUD_SDK_REGION_ENGINE_CN_SOUTH_1", "https://wrong.region"),
            ("HUAWEICLOUD_SDK_REGION__CN_NORTH_4", "https://no.service"),
        ];
        let found = endpoints(&variables, FILE).unwrap();
        assert_found(&found, "things", r#"["https://a.variable", "https://b.variable"]"#);
        assert_found(&found, "thing_center", r#""https://center.variable""#);
        assert_found(&found, "core", r#"["https://core.file:1", "https://core.file:2"]"#);
        assert!(found.get("nobody", false).unwrap().is_none());
    }

    #[test]
    fn what_is_wrong_is_reported_where_it_is_used() {
        let variables = [("HUAWEICLOUD_SDK_REGION_THINGS_CN_NORTH_4", "http://things.example.com")];
        let found = endpoints(&variables, FILE).unwrap();
        let problem = found.get("things", false).unwrap_err();
        assert!(problem.contains("unencrypted"), "{problem}");
        assert!(problem.ends_with("(from the variable HUAWEICLOUD_SDK_REGION_THINGS_CN_NORTH_4)"), "{problem}");
        assert!(found.get("things", true).unwrap().is_some());
        let problem = found.get("odd", false).unwrap_err();
        assert_eq!(problem, "must not be an empty list (from `odd` in regions.yaml)");
    }

    #[test]
    fn a_file_of_another_kind_says_what_it_should_be() {
        assert!(endpoints(&[], "").unwrap().0.is_empty());
        let problem = endpoints(&[], "things: 1").unwrap_err();
        assert!(
            problem.starts_with("regions.yaml is not a list of `id` and `endpoints` for each service:"),
            "{problem}"
        );
    }
}
