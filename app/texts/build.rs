//! Turns `locales/*.json` into typed keys and, with the feature `all`, into one table of texts a language.
//!
//! A key such as `campaigns.title` becomes `K::CampaignsTitle`. A text with plural forms is an object of CLDR categories;
//! its forms travel as one string, separated by U+001F in the order one, few, many, other.

#![expect(clippy::expect_used, reason = "a build script that fails stops the build, which is what it should do")]

use serde_json::Value;
use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

const FORMS: [&str; 4] = ["one", "few", "many", "other"];

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let read = |language: &str| -> BTreeMap<String, Value> {
        let text = fs::read_to_string(folder.join(format!("{language}.json"))).expect("locale file");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{language}.json: {e}"))
    };
    let english = read("en");
    let mut code = String::from(
        "/// A text by name.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]\n#[repr(u16)]\npub enum K {\n",
    );
    for key in english.keys() {
        writeln!(code, "    #[doc = {:?}]\n    {},", key, variant(key)).expect("string");
    }
    code.push_str(
        "}\n\nimpl K {\n    /// Every key, in the order of the tables.\n    pub const ALL: &'static [K] = &[\n",
    );
    for key in english.keys() {
        writeln!(code, "        K::{},", variant(key)).expect("string");
    }
    code.push_str("    ];\n\n    /// The key of a code such as `status.draft`, for codes that come from data.\n    pub fn by_code(code: &str) -> Option<K> {\n        CODES.binary_search(&code).ok().and_then(|at| K::ALL.get(at).copied())\n    }\n}\n\n");
    code.push_str("pub(crate) static CODES: &[&str] = &[\n");
    for key in english.keys() {
        writeln!(code, "    {key:?},").expect("string");
    }
    code.push_str("];\n\n");
    for language in ["en", "sr", "hr", "ru", "fa"] {
        let texts = read(language);
        writeln!(
            code,
            "#[cfg(any(feature = \"all\", test))]\npub(crate) static {}: &[&str] = &[",
            language.to_uppercase()
        )
        .expect("string");
        for (key, original) in &english {
            // What is not translated yet can be tried in English; a test refuses to leave it so.
            let value = texts.get(key).unwrap_or(original);
            assert_eq!(
                value.is_object(),
                original.is_object(),
                "{language}.json: {key} has plural forms in one language only"
            );
            writeln!(code, "    {:?},", flat(value, key)).expect("string");
        }
        code.push_str("];\n\n");
        let foreign = texts.keys().find(|key| !english.contains_key(*key));
        assert_eq!(foreign, None, "{language}.json has a key that en.json lacks");
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("keys.rs");
    fs::write(out, code).expect("writable OUT_DIR");
}

fn variant(key: &str) -> String {
    key.split(['.', '_', '-']).map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn flat(value: &Value, key: &str) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(forms) => {
            assert!(
                forms.contains_key("other") && forms.keys().all(|form| FORMS.contains(&form.as_str())),
                "{key}: forms"
            );
            FORMS.map(|form| forms.get(form).and_then(Value::as_str).unwrap_or("")).join("\u{1f}")
        }
        _ => panic!("{key} is neither a text nor plural forms"),
    }
}
