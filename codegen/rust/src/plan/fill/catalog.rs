//! Error codes and regions in Rust terms.

use std::collections::BTreeMap;

use specwright_language::ir::{self, Api, HostAddress};
use specwright_language::raw::ErrorClass;

use super::docs;
use crate::names;
use crate::plan::{EnumValue, ErrorCatalog, ErrorCatalogs, ErrorCode, Name, Prelude, Region};

pub(super) fn error_catalogs(api: &Api) -> ErrorCatalogs {
    ErrorCatalogs {
        catalogs: api.error_catalogs.iter().map(|catalog| error_catalog(api, catalog)).collect(),
        prelude: Prelude::new(api.error_catalogs.iter().map(names::error_catalog)),
    }
}

fn error_catalog(api: &Api, catalog: &ir::ErrorCatalog) -> ErrorCatalog {
    ErrorCatalog {
        name: catalog.name.value.clone(),
        ident: Name::new(names::error_catalog(catalog)),
        docs: docs::text(&catalog.doc),
        codes: catalog.codes.iter().map(|code| error_code(api, code)).collect(),
    }
}

fn error_code(api: &Api, code: &ir::ErrorCode) -> ErrorCode {
    let mut lines = docs::text(&code.doc);
    let facts = format!("`{}` · status {} · {}", code.name, code.status, docs::verbatim(&line(&code.message)));
    let facts = match code.class {
        Some(kind) => format!("{facts} · class `{}`", class(kind)),
        None => facts,
    };
    let also = code.also.iter().map(|(status, kind)| format!(" · also status {status}, class `{}`", class(*kind)));
    let facts = also.fold(facts, |facts, also| facts + &also);
    docs::paragraph(&mut lines, &facts);
    let remedy = code.remedy.as_deref().map(line);
    if let Some(remedy) = &remedy {
        docs::paragraph(&mut lines, &format!("Remedy: {remedy}"));
    }
    code.source.iter().for_each(|source| docs::add_releases(&mut lines, api, source));
    let value = EnumValue {
        wire: code.name.value.clone(),
        aliases: Vec::new(),
        ident: Name::new(code.rust_name.value.clone()),
        docs: lines,
    };
    ErrorCode {
        value,
        status: code.status,
        class: code.class,
        also: code.also.clone(),
        message: line(&code.message),
        meaning: line(&code.doc),
        remedy,
    }
}

/// A class as the specification writes it.
fn class(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Invalid => "invalid",
        ErrorClass::Unauthorized => "unauthorized",
        ErrorClass::Forbidden => "forbidden",
        ErrorClass::NotFound => "not_found",
        ErrorClass::Conflict => "conflict",
        ErrorClass::QuotaExceeded => "quota_exceeded",
        ErrorClass::Throttled => "throttled",
        ErrorClass::Internal => "internal",
        ErrorClass::Unsupported => "unsupported",
        ErrorClass::Unavailable => "unavailable",
    }
}

/// A string on one line: error messages show it among other things.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The catalogs of an error style.
pub(super) fn codes(api: &Api, style: &ir::ErrorStyle) -> Vec<Name> {
    style.codes.iter().map(|id| Name::new(names::error_catalog(api.error_catalog(*id)))).collect()
}

/// The permissions of an operation.
pub(super) fn permissions(api: &Api, operation: &ir::Operation) -> Vec<String> {
    operation.permissions.iter().map(|id| api.permission(*id).name.value.clone()).collect()
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// All regions in the order in which the hosts name them.
pub(super) fn regions(api: &Api) -> Vec<Region> {
    let mut hosts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for host in &api.hosts {
        if let HostAddress::Regional { regions, .. } = &host.address {
            for region in regions {
                hosts.entry(region.as_str()).or_default().push(host.name.value.clone());
            }
        }
    }
    // Taken out of the map at the first mention, so that none comes twice.
    let regions = api.regions().filter_map(|region| Some((region, hosts.remove(region.as_str())?)));
    regions
        .map(|(region, hosts)| Region {
            name: region.value.clone(),
            constant: Name::new(names::constant(region)),
            docs: vec![format!("`{region}`, with the {}.", docs::listed("host", &quoted(&hosts)))],
            hosts,
        })
        .collect()
}
