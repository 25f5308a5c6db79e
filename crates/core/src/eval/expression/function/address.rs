//! The parts of addresses.

use std::borrow::Cow;

use super::text::{of, part_of, text};
use super::{Function, Scope};
use crate::eval::expression::datum::Datum;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("domain", 1, 1, |arguments, scope| of(arguments, scope, |text| part_of(text, domain))),
    Function::new("path", 1, 1, |arguments, scope| of(arguments, scope, |text| part_of(text, path))),
    Function::new("cutQueryString", 1, 1, |arguments, scope| of(arguments, scope, without_query)),
    Function::new("extractURLParameter", 2, 2, parameter),
];

/// Returns what follows the scheme of an address: the host and what is behind it, or nothing where there is no host.
fn after_scheme(address: &str) -> &str {
    match address.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => rest,
        _ if address.starts_with('/') => "",
        _ => address,
    }
}

/// Returns the host of an address, without user and port.
fn domain(address: &str) -> &str {
    let host = after_scheme(address).split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Returns the path of an address, from its slash on.
fn path(address: &str) -> &str {
    let rest = if address.starts_with('/') && !address.starts_with("//") { address } else { after_scheme(address) };
    let whole = rest.split(['?', '#']).next().unwrap_or_default();
    whole.find('/').map_or("", |slash| &whole[slash..])
}

/// Returns an address without its query; what follows `#` stays.
fn without_query(address: Cow<'_, str>) -> Cow<'_, str> {
    let Some(start) = address.find('?').filter(|start| !address[..*start].contains('#')) else { return address };
    let fragment = address[start..].find('#').map_or("", |hash| &address[start + hash..]);
    Cow::Owned([&address[..start], fragment].concat())
}

/// `extractURLParameter(address, name)`: the value of the first parameter of that name; empty where there is none.
fn parameter<'a>(arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
    let (Some(address), Some(name)) = (text(arguments, 0, scope), text(arguments, 1, scope)) else {
        return Datum::Null;
    };
    let query = address.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let value = pairs.find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    Datum::Text(Cow::Owned(value.to_owned()))
}
