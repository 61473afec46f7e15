//! The previews of the embedded mode: every mail in every language, without sending one.

use entity::language::Language;
use entity::outbox::Kind;

use crate::support::client::Answer;
use crate::support::{Client, Mode, TestApp};

const ALL: &str = "/mailbox/previews";

async fn get(browser: &Client, path: &str) -> Answer {
    browser.send(browser.request("GET", path)).await
}

fn path_of(kind: Kind) -> String {
    kind.name().to_lowercase().replace('_', "-")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mail_is_shown_in_every_language() {
    let app = TestApp::start(Mode::Embedded).await;
    let browser = app.visitor();
    let page = get(&browser, ALL).await;
    for kind in Kind::ALL {
        assert!(page.text.contains(&format!("?kind={}&amp;", path_of(kind))), "{kind:?} is offered");
        for language in Language::ALL {
            let tag = language.tag();
            let mail = get(&browser, &format!("{ALL}/{}/{tag}.html", path_of(kind))).await;
            assert_eq!(mail.status, 200, "{kind:?} {tag}");
            assert!(mail.text.contains(&format!("<html lang=\"{tag}\"")), "{kind:?} {tag}");
            let policy = mail.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && policy.contains("; sandbox "), "{policy}");
        }
    }
    for language in Language::ALL {
        assert!(page.text.contains(&format!(">{}</a>", language.own_name())), "{language:?} is offered");
    }
    assert_eq!(app.mails().len(), 0, "nothing is sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_what_is_chosen_and_runs_no_script() {
    let app = TestApp::start(Mode::Embedded).await;
    let browser = app.visitor();
    let page = get(&browser, &format!("{ALL}?kind=certificate&language=vi&width=800&data=longest")).await;
    let frame = "<iframe class=\"w800\" title=\"The mail as HTML\" \
                 src=\"/mailbox/previews/certificate/vi.html?data=longest\" sandbox=";
    assert!(page.status == 200 && page.text.contains(frame), "{}", page.text);
    assert!(!page.text.contains("<script") && !page.text.contains("{{"));
    assert!(page.header("content-security-policy").starts_with("default-src 'self'"));
    assert_eq!(page.text.matches("aria-current=\"true\"").count(), 5, "one of each list");

    let chosen = format!("{ALL}?kind=password-reset-link&language=ko");
    let text = get(&browser, &format!("{chosen}&view=text")).await.text;
    assert!(text.contains("<pre lang=\"ko\">재류신청 온라인 시스템\n\n비밀번호 재설정 안내\n"), "{text}");
    assert!(
        get(&browser, &format!("{chosen}&view=headers"))
            .await
            .text
            .contains("auto-submitted: auto-generated")
    );
    let source = get(&browser, &format!("{ALL}/password-reset-link/ko.eml")).await;
    assert!(source.text.contains("\r\nContent-Language: ko, ja, en\r\n"), "{}", source.text);

    let unknown = get(&browser, &format!("{ALL}?kind=%22%3E%3Cb%3E&language=xx&view=%22&width=1")).await;
    assert!(unknown.status == 200 && !unknown.text.contains("\"><b>"), "the first of each list");
    for path in ["nothing/ja.html", "certificate/xx.html", "certificate/ja.pdf", "certificate/ja"] {
        assert_eq!(get(&browser, &format!("{ALL}/{path}")).await.status, 404, "{path}");
    }
}
