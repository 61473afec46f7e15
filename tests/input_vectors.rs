//! Test vectors of what people type: each field's rule must agree with them.

use chrono::{DateTime, Utc};
use entity::account::{About, EmailAddress, Password, PersonName, PhoneNumber, UserId, street};
use entity::municipality;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    field: String,
    input: String,
    valid: bool,
    normalised: Option<String>,
    why: String,
}

/// The value that the field's rule stores for an input, or `None`.
fn stored(field: &str, input: &str, now: DateTime<Utc>) -> Option<String> {
    match field {
        "user_name" => PersonName::parse(input).ok().map(|name| name.as_str().to_owned()),
        "telephone" => PhoneNumber::parse(input).ok().map(|number| number.as_str().to_owned()),
        "email" => EmailAddress::parse(input).ok().map(|address| address.as_str().to_owned()),
        "password" => {
            let chosen = Password::choose(input, &About::default()).ok();
            chosen.map(|password| String::from_utf8(password.as_bytes().to_vec()).expect("text"))
        }
        "street_address" => street::parse_street(input).ok(),
        "date_of_birth" => street::parse_birth_date(input, now).ok().map(|day| day.to_string()),
        "user_id_issued" => UserId::parse_issued(input).ok().map(|id| id.as_str().to_owned()),
        "user_id_login" => UserId::parse_login(input).ok().map(|id| id.as_str().to_owned()),
        "municipality_code" => municipality::parse(input).ok().map(|found| found.code.to_owned()),
        _ => panic!("no rule for {field}"),
    }
}

#[test]
fn all_input_vectors_agree() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("data/input-vectors.json")).expect("a list of vectors");
    assert_eq!(vectors.len(), 285);
    let now = "2026-01-05T00:00:00Z".parse().expect("an instant");
    let disagree = |vector: &&Vector| {
        let found = stored(&vector.field, &vector.input, now);
        found.is_some() != vector.valid || found != vector.normalised
    };
    let wrong: Vec<_> = vectors
        .iter()
        .filter(disagree)
        .map(|vector| format!("{} {:?}: {}", vector.field, vector.input, vector.why))
        .collect();
    assert!(wrong.is_empty(), "{} of 285 disagree:\n{}", wrong.len(), wrong.join("\n"));
}
