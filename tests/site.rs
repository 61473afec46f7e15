//! What surrounds every page (R4, R19, R20, R24, R29, R33), and the search for procedures (R15, R30, I35).

use serde_json::{Value, json};

use crate::support::process::Directory;
use crate::support::site::Site;
use crate::support::{Client, stories};

const SITE: &str = "{site{title helpDeskPhone helpDeskHours helpDeskEmail mailDomain procedureContact disclaimer \
                    languages{language tag ownName englishName} colorSchemes bureauName links{kind label url languages}}}";

/// The answer that a reader of this language gets.
async fn read(browser: &Client, language: &str, query: &str) -> Value {
    let request = browser.request("POST", "/graphql").header("accept-language", language);
    let answer = browser.send(request.json(&json!({ "query": query }))).await.json();
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].clone()
}

/// The procedures that a search finds.
async fn found(browser: &Client, search: &str, language: &str) -> Vec<String> {
    let query = "query($s:String,$l:Language){procedures(search:$s,language:$l){id}}";
    let data = browser.run(query, json!({ "s": search, "l": language })).await;
    let items = data["procedures"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().expect("an ID").to_owned()).collect()
}

stories! {
    /// R4, R19, R29, R33, I40: title, help desk, domain and disclaimer, in the reader's language.
    async fn the_installation_presents_itself_in_the_readers_language(app: TestApp) {
        let browser = app.visitor();
        let english = read(&browser, "en", SITE).await["site"].clone();
        assert_eq!(english["title"], json!("Online Residence Application System and Electronic Notification System"));
        assert_eq!(english["helpDeskPhone"], json!("050-0000-0000"));
        assert_eq!(english["helpDeskEmail"], json!("help@uketori.example"));
        assert_eq!(english["mailDomain"], json!("uketori.example"));
        let hours = english["helpDeskHours"].as_str().expect("text");
        assert!(hours.contains("9:00-17:00") && hours.contains("365"), "{hours}");
        assert!(english["procedureContact"].as_str().is_some_and(|it| it.contains("Regional Immigration Office")));
        assert!(english["disclaimer"].as_str().is_some_and(|it| it.contains("not operated")));
        let link = json!({
            "kind": "AGENCY", "label": "Website of the Immigration Services Agency of Japan",
            "url": "https://agency.example/en/agency", "languages": ["JA"],
        });
        assert_eq!((&english["links"][0], &english["bureauName"]), (&link, &json!("Example Regional Immigration Bureau")));
        let other = "{site{bureauName(language:JA) links{label(language:JA) url(language:JA)} title(language:JA)}}";
        let other = read(&browser, "ko", other).await["site"].clone();
        assert_eq!(other["bureauName"], json!("見本出入国在留管理局"));
        let link = json!({ "label": "出入国在留管理庁のホームページ", "url": "https://agency.example/ja/agency" });
        assert_eq!(other["links"][0], link, "as its arguments ask, whatever the language of the request");
        let mut titles = Vec::new();
        for language in ["ja", "en", "zh-Hans", "zh-Hant", "ko", "es", "vi", "tl"] {
            let site = read(&browser, language, SITE).await["site"].clone();
            for text in ["title", "helpDeskHours", "procedureContact", "disclaimer"] {
                let text = site[text].as_str().expect("text");
                assert!(!text.is_empty() && !text.starts_with("site-"), "{language}: {text}");
            }
            let links = site["links"].as_array().expect("a list");
            let labels = links.iter().map(|link| link["label"].as_str().expect("text"));
            assert!(links.len() == 6 && labels.clone().all(|label| !label.starts_with("site-")), "{language}: {links:?}");
            titles.push(site["title"].as_str().expect("text").to_owned());
        }
        assert_eq!(titles[0], "在留申請オンラインシステム及び電子届出システム");
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), 8);
    }

    /// R20, R24: the two menus that are on every page.
    async fn languages_and_colours_are_offered_in_the_manuals_order(app: TestApp) {
        let site = app.visitor().run(SITE, json!({})).await["site"].clone();
        let menu = [
            ("JA", "ja", "日本語", "Japanese"), ("EN", "en", "English", "English"),
            ("ZH_HANS", "zh-Hans", "中文(简体字)", "Chinese (Simplified)"),
            ("ZH_HANT", "zh-Hant", "中文(繁体字)", "Chinese (Traditional)"), ("KO", "ko", "한국어", "Korean"),
            ("ES", "es", "Español", "Spanish"), ("VI", "vi", "Tiếng Việt", "Vietnamese"), ("TL", "tl", "Tagalog", "Tagalog"),
        ];
        let menu = menu.map(|(language, tag, own, english)| {
            json!({ "language": language, "tag": tag, "ownName": own, "englishName": english })
        });
        assert_eq!(site["languages"], json!(menu));
        assert_eq!(site["colorSchemes"], json!(["STANDARD", "BLUE", "YELLOW", "BLACK"]));
    }

    /// R15, I35: every word, in any case and width, in the requested language.
    async fn procedures_are_found_by_words(app: TestApp) {
        let browser = app.visitor();
        let all = found(&browser, "", "EN").await;
        assert_eq!(all, [
            "in-person-application", "user-registration", "counter-registration", "receipt-registration",
            "user-information", "forgotten-login",
        ]);
        for language in ["JA", "ZH_HANS", "ZH_HANT", "KO", "ES", "VI", "TL"] {
            assert_eq!(found(&browser, " ", language).await, all, "{language}");
        }
        assert_eq!(found(&browser, "PASSWORD forgot", "EN").await, ["forgotten-login"]);
        assert_eq!(found(&browser, "ｒｅｃｅｉｐｔ", "EN").await, ["receipt-registration"]);
        assert_eq!(found(&browser, "ﾊﾟｽﾜｰﾄﾞ　利用者id", "JA").await, ["counter-registration", "forgotten-login"]);
        assert_eq!(found(&browser, "contrasena", "ES").await, ["counter-registration", "user-information", "forgotten-login"]);
        assert_eq!(found(&browser, "receipt", "KO").await, [""; 0]);
        let query = "{procedures(search:\"수령\"){id title summary url ja:title(language:JA)}}";
        let korean = read(&browser, "ko", query).await["procedures"].clone();
        assert_eq!(korean[0]["title"], json!("재류자격인정증명서 수령 등록"));
        assert_eq!(korean[0]["ja"], json!("在留資格認定証明書の受領登録"));
        assert_eq!((korean[0]["url"].clone(), korean.as_array().map(Vec::len)), (Value::Null, Some(1)));
    }
}

/// I40: in production all of it comes from settings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_say_whom_to_ask_and_where_procedures_begin() {
    let site = Site::new("smtp://127.0.0.1:1".to_owned()).await;
    let settings = [
        ("UKETORI_MAIL_FROM", "no-reply@Mail.example.jp"),
        ("UKETORI_HELP_DESK_PHONE", "03-0000-0000"),
        ("UKETORI_HELP_DESK_HOURS", "8:30-17:15"),
        ("UKETORI_BUREAU_NAME", "東京出入国在留管理局 | Tokyo Regional Immigration Bureau"),
        (
            "UKETORI_SITE_LINKS",
            "guide=https://bureau.example/guide,bureaus=https://bureau.example/,bureaus:vi=https://bureau.example/vi",
        ),
        ("UKETORI_PROCEDURE_URLS", "user-registration=https://bureau.example/register"),
    ];
    let logs = Directory::new("server");
    let (_server, base) = site.server_with(&settings, &logs);
    let browser = Client::new(&base);
    let shown = read(&browser, "en", SITE).await["site"].clone();
    assert_eq!(
        (&shown["mailDomain"], &shown["helpDeskPhone"]),
        (&json!("mail.example.jp"), &json!("03-0000-0000"))
    );
    assert!(shown["helpDeskHours"].as_str().is_some_and(|hours| hours.starts_with("Weekdays 8:30-17:15 (")));
    assert_eq!(shown["bureauName"], json!("Tokyo Regional Immigration Bureau"));
    let links = read(&browser, "vi", "{site{links{kind url languages}}}").await["site"]["links"].clone();
    let expected = json!([
        { "kind": "BUREAUS", "url": "https://bureau.example/vi", "languages": ["VI"] },
        { "kind": "GUIDE", "url": "https://bureau.example/guide", "languages": [] },
    ]);
    assert_eq!(links, expected);
    let urls = read(&browser, "en", "{procedures{id url}}").await["procedures"].clone();
    let url = |id: &str| {
        let items = urls.as_array().expect("a list");
        items.iter().find(|item| item["id"] == json!(id)).expect("it is found")["url"].clone()
    };
    assert_eq!(url("user-registration"), json!("https://bureau.example/register"));
    assert_eq!(
        url("counter-registration"),
        json!("https://portal.example/counter-registration"),
        "the portal's own page"
    );
    assert_eq!(url("in-person-application"), Value::Null, "it begins at a counter");
}
