//! Addresses of the table and of its file.

use domain::rule::Rule;

/// The query of a table of people.
pub fn query(rule: &Rule, search: &str, columns: &[i64], after: Option<&str>) -> String {
    let mut parts = Vec::new();
    if !rule.is_empty() {
        parts.push(format!("rule={}", encode(&serde_json::to_string(rule).unwrap_or_default())));
    }
    if !search.is_empty() {
        parts.push(format!("q={}", encode(search)));
    }
    if !columns.is_empty() {
        parts.push(format!("columns={}", columns.iter().map(i64::to_string).collect::<Vec<_>>().join(",")));
    }
    if let Some(after) = after {
        parts.push(format!("after={}", encode(after)));
    }
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// Percent-encoding of everything that is not unreserved (RFC 3986, 2.3).
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_carries_what_is_set_and_nothing_else() {
        assert_eq!(query(&Rule::default(), "", &[], None), "");
        assert_eq!(query(&Rule::default(), "a b", &[2, 7], None), "?q=a%20b&columns=2,7");
    }
}
