//! Makes the HTML of the mails: renders `src/mail/layout.mjml` and cuts it into pieces, each a function in
//! `$OUT_DIR/pieces.rs` that escapes what it is given. The program itself knows nothing of MJML.
//!
//! It never guesses: a piece or a place that is missing, or is there and not expected, fails the build.

use std::{env, fmt::Write as _, fs, path::Path};

const LAYOUT: &str = "src/mail/layout.mjml";

/// The pieces and the places in each, as arguments. `content` is HTML, made of other pieces; `text` and `value` are
/// running text; the rest is text that stands in an attribute, or is short.
const PIECES: [(&str, &[&str]); 13] = [
    ("part", &["lang", "content"]),
    ("section", &["content"]),
    ("heading", &["text"]),
    ("paragraph", &["text"]),
    ("fields", &["content"]),
    ("field", &["name", "value"]),
    ("list", &["content"]),
    ("item", &["text"]),
    ("notes", &["heading", "content"]),
    ("note", &["text"]),
    ("action", &["url", "label", "hint"]),
    ("footer", &["content"]),
    ("line", &["text"]),
];
/// What is around them.
const FRAME: (&str, &[&str]) = ("frame", &["lang", "title", "content"]);

fn main() {
    println!("cargo::rerun-if-changed={LAYOUT}");
    let html = render(&fs::read_to_string(LAYOUT).expect("the layout is beside the sources"));
    let mut code = function(FRAME.0, FRAME.1, &emptied(&html));
    for (name, places) in PIECES {
        code += &function(name, places, &emptied(piece(&html, name)));
    }
    let marks = html.matches("<!-- ").count();
    assert_eq!(marks, 2 * PIECES.len(), "{LAYOUT}: a comment is the mark of no piece");
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&folder).join("pieces.rs"), code).expect("cargo's folder can be written");
}

fn render(layout: &str) -> String {
    let parsed = mrml::parse(layout).unwrap_or_else(|error| panic!("{LAYOUT}: {error}"));
    assert!(parsed.warnings.is_empty(), "{LAYOUT}: {:?}", parsed.warnings);
    let html = parsed.element.render(&mrml::prelude::render::RenderOptions::default());
    let html = html.unwrap_or_else(|error| panic!("{LAYOUT}: {error}"));
    for remote in ["<link", "@import", "src=", "url("] {
        assert!(!html.contains(remote), "{LAYOUT}: {remote} would fetch something");
    }
    html
}

/// What stands between the two marks of a name.
fn piece<'h>(html: &'h str, name: &str) -> &'h str {
    let place = |mark: &str| {
        let mut places = html.match_indices(mark);
        match (places.next(), places.next()) {
            (Some((at, _)), None) => (at, at + mark.len()),
            _ => panic!("{LAYOUT}: {mark} does not stand there once"),
        }
    };
    let ((_, begin), (end, _)) = (place(&format!("<!-- {name} -->")), place(&format!("<!-- /{name} -->")));
    html.get(begin..end).unwrap_or_else(|| panic!("{LAYOUT}: {name} ends before it begins"))
}

/// A piece with the place of its content instead of the pieces within it.
fn emptied(piece: &str) -> String {
    let Some(begin) = piece.find("<!-- ") else { return piece.to_owned() };
    let last = piece.rfind("<!-- /").expect("pieces within a piece end there");
    let end = last + piece[last..].find("-->").expect("a comment ends") + "-->".len();
    format!("{}[[content]]{}", &piece[..begin], &piece[end..])
}

/// The function that fills a piece in.
fn function(name: &str, places: &[&str], piece: &str) -> String {
    let argument = |place: &&str| match *place {
        "content" => "content: &Html".to_owned(),
        text => format!("{text}: &str"),
    };
    let arguments = places.iter().map(argument).collect::<Vec<_>>().join(", ");
    let mut code = format!("pub(super) fn {name}({arguments}) -> Html {{\n    Html([\n");
    let mut unseen = places.to_vec();
    let mut parts = piece.split("[[");
    let _ = writeln!(code, "        {:?},", parts.next().unwrap_or_default());
    for part in parts {
        let (place, rest) =
            part.split_once("]]").unwrap_or_else(|| panic!("{LAYOUT}: [[ without ]] in {name}"));
        assert!(places.contains(&place), "{LAYOUT}: nobody fills [[{place}]] of {name} in");
        unseen.retain(|one| *one != place);
        let value = match place {
            "content" => "content.0.as_str()".to_owned(),
            "text" | "value" => format!("&running({place})"),
            _ => format!("&escape({place})"),
        };
        let _ = writeln!(code, "        {value},\n        {rest:?},");
    }
    assert!(unseen.is_empty(), "{LAYOUT}: {name} lacks {unseen:?}");
    code + "    ].concat())\n}\n\n"
}
