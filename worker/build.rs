//! Renders the mail layout `src/mail/layout.mjml` to HTML and cuts it into pieces. Each piece becomes a
//! function in `$OUT_DIR/pieces.rs` that escapes its arguments, so the worker itself contains no MJML.
//!
//! A piece or a placeholder that is missing or unexpected fails the build; nothing is guessed.

use std::{env, fmt::Write as _, fs, path::Path};

const LAYOUT: &str = "src/mail/layout.mjml";

/// Each piece with its placeholders, which become the function's arguments. `content` is HTML made of other
/// pieces. `text`, `value`, `ja` and `en` are running text. All others are short, or are the value of an
/// attribute.
const PIECES: [(&str, &[&str]); 22] = [
    ("part", &["lang", "class", "content"]),
    ("heading", &["text"]),
    ("paragraph", &["text"]),
    ("code", &["label", "value"]),
    ("remark", &["text"]),
    ("fields", &["content"]),
    ("field", &["name", "value"]),
    ("notes", &["heading", "content"]),
    ("note", &["text"]),
    ("action", &["url", "label", "hint"]),
    ("sheet", &["content"]),
    ("sheet-title", &["ja", "en"]),
    ("authority", &["ja", "en"]),
    ("pair", &["ja", "en"]),
    ("row", &["ja", "en", "value"]),
    ("large-row", &["ja", "en", "value"]),
    ("link-row", &["ja", "en", "url", "address"]),
    ("pair-notes", &["ja", "en", "content"]),
    ("pair-note", &["ja", "en"]),
    ("small", &["lang", "text"]),
    ("footer", &["content"]),
    ("line", &["text"]),
];
/// The page around the pieces.
const FRAME: (&str, &[&str]) = ("frame", &["lang", "title", "preheader", "sender", "content"]);

fn main() {
    println!("cargo::rerun-if-changed={LAYOUT}");
    let html = render(&fs::read_to_string(LAYOUT).expect("the layout can be read"));
    let mut code = function(FRAME.0, FRAME.1, &emptied(&html));
    for (name, places) in PIECES {
        code += &function(name, places, &emptied(piece(&html, name)));
    }
    // Each piece has an opening and a closing comment, so any other comment is a misspelt mark.
    let marks = html.matches("<!-- ").count();
    assert_eq!(marks, 2 * PIECES.len(), "{LAYOUT}: a comment does not mark a known piece");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("pieces.rs"), code).expect("OUT_DIR is writable");
}

fn render(layout: &str) -> String {
    let parsed = mrml::parse(layout).unwrap_or_else(|error| panic!("{LAYOUT}: {error}"));
    assert!(parsed.warnings.is_empty(), "{LAYOUT}: {:?}", parsed.warnings);
    let html = parsed.element.render(&mrml::prelude::render::RenderOptions::default());
    let html = html.unwrap_or_else(|error| panic!("{LAYOUT}: {error}"));
    // A mail loads nothing from elsewhere (`src/mail/html.rs`).
    for remote in ["<link", "@import", "src=", "url("] {
        assert!(!html.contains(remote), "{LAYOUT}: {remote} would load a remote resource");
    }
    html
}

/// Returns the HTML between the two marks of `name`; each mark must occur exactly once.
fn piece<'h>(html: &'h str, name: &str) -> &'h str {
    let place = |mark: &str| {
        let mut places = html.match_indices(mark);
        match (places.next(), places.next()) {
            (Some((at, _)), None) => (at, at + mark.len()),
            _ => panic!("{LAYOUT}: {mark} must occur exactly once"),
        }
    };
    let ((_, begin), (end, _)) = (place(&format!("<!-- {name} -->")), place(&format!("<!-- /{name} -->")));
    html.get(begin..end).unwrap_or_else(|| panic!("{LAYOUT}: {name} is closed before it is opened"))
}

/// Replaces the pieces nested in a piece with one `[[content]]` placeholder.
fn emptied(piece: &str) -> String {
    let Some(begin) = piece.find("<!-- ") else { return piece.to_owned() };
    let last = piece.rfind("<!-- /").expect("a nested piece has a closing mark");
    let end = last + piece[last..].find("-->").expect("every comment is closed") + "-->".len();
    format!("{}[[content]]{}", &piece[..begin], &piece[end..])
}

/// Generates the function that fills the placeholders of a piece.
fn function(name: &str, places: &[&str], piece: &str) -> String {
    let argument = |place: &&str| match *place {
        "content" => "content: &Html".to_owned(),
        text => format!("{text}: &str"),
    };
    let arguments = places.iter().map(argument).collect::<Vec<_>>().join(", ");
    let mut code = format!("pub(super) fn {}({arguments}) -> Html {{\n    Html([\n", name.replace('-', "_"));
    let mut unseen = places.to_vec();
    let mut parts = piece.split("[[");
    let _ = writeln!(code, "        {:?},", parts.next().unwrap_or_default());
    for part in parts {
        let (place, rest) =
            part.split_once("]]").unwrap_or_else(|| panic!("{LAYOUT}: [[ without ]] in {name}"));
        assert!(places.contains(&place), "{LAYOUT}: [[{place}]] in {name} is not a known placeholder");
        unseen.retain(|one| *one != place);
        let value = match place {
            "content" => "content.0.as_str()".to_owned(),
            "text" | "value" | "ja" | "en" => format!("&running({place})"),
            _ => format!("&escape({place})"),
        };
        let _ = writeln!(code, "        {value},\n        {rest:?},");
    }
    assert!(unseen.is_empty(), "{LAYOUT}: {name} lacks the placeholders {unseen:?}");
    code + "    ].concat())\n}\n\n"
}
