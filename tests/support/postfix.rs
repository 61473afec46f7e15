//! A Postfix for one test (Debian's package), unprivileged but for its start. It listens on 127.0.0.1 only,
//! and delivers nowhere but here: mails to `bounces.test` to a program, all others to mailboxes in a folder.
//! It accepts every address at once, and finds out later, at delivery, that a mailbox is gone: then it sends a
//! bounce to the envelope sender.

use std::fs::{self, File};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::process::{Directory, MISSING, Server, as_root, on_free_port};
use super::program;
use super::received::Received;

/// Where Debian's package has its programs.
const POSTFIX: &str = "/usr/sbin/postfix";
const QUEUE: &str = "/usr/sbin/postqueue";
const MASTER: &str = "/usr/lib/postfix/sbin/master";
/// The user who delivers mails. Postfix refuses to do that as root.
const USER: &str = "nobody";

/// What root prepares in the directory `$0`: the queue, the mailboxes, and copies of the keys `$@` for the user
/// who delivers.
const PREPARE: &str = "set -eu
mkdir \"$0/spool\" \"$0/data\" \"$0/mail\"
chown postfix \"$0/data\"
chown nobody \"$0/mail\"
/usr/sbin/postfix -c \"$0\" check";
const GIVE_KEYS: &str = "set -eu
mkdir -p \"$0/keys\"
chmod 755 \"$0/keys\"
for key in \"$@\"; do install -o nobody -m 600 \"$key\" \"$0/keys/\"; done";
/// What root removes in the end, because it belongs to others.
const CLEAR: &str = "/usr/sbin/postfix -c \"$0\" stop
rm -rf \"$0/spool\" \"$0/data\" \"$0/mail\" \"$0/keys\"";

/// The services that this Postfix needs. The last two deliver.
const SERVICES: &str = "cleanup unix n - n - 0 cleanup
pickup unix n - n 60 1 pickup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
";

/// A running Postfix; stopped when dropped.
pub(crate) struct Postfix {
    _server: Server, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

impl Postfix {
    /// Starts one and waits until it listens. Every mailbox is open.
    pub(crate) fn start() -> Self {
        assert!(Path::new(POSTFIX).exists(), "postfix {MISSING}");
        let directory = Directory::new("postfix");
        let path = directory.path().to_str().expect("a path in text").to_owned();
        for folder in ["gone", "busy"] {
            fs::create_dir(directory.path().join(folder)).expect("a folder");
        }
        write_program(&directory.path().join("mailbox"), &mailbox(&path));
        fs::write(directory.path().join("main.cf"), settings(&path)).expect("a file");
        fs::write(directory.path().join("master.cf"), services(&path, 0)).expect("a file");
        let prepared = as_root(&["sh", "-c", PREPARE, &path]).output().expect("sh runs");
        assert!(prepared.status.success(), "Postfix needs root: {}", said(&prepared));
        let (server, port) = on_free_port(|port| {
            fs::write(directory.path().join("master.cf"), services(&path, port)).expect("a file");
            let command = as_root(&["setpriv", "--pdeathsig", "TERM", MASTER, "-c", &path, "-s"]);
            Server::launch(command, directory.path(), "TERM", |_| {
                TcpStream::connect(("127.0.0.1", port)).is_ok()
            })
        });
        Self { _server: server, directory, port }
    }

    /// Its URL: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// From now on, gives each mail to `bounces.test` to a program of ours on standard input, with these
    /// arguments and settings, and copies of these key files. Postfix runs it as docs/OPERATIONS.md says: as a
    /// user without rights, and with the recipient in the mail's headers.
    pub(crate) fn pipe_bounces_to(
        &self,
        name: &str,
        arguments: &[&str],
        settings: &[(&str, String)],
        keys: &[(&str, PathBuf)],
    ) {
        // Its user may not reach the folder where cargo has put it.
        let own = self.directory.path().join(name);
        if fs::hard_link(program::folder().join(name), &own).is_err() {
            fs::copy(program::folder().join(name), &own).expect("a copy of the program");
        }
        let path = self.directory.path().to_str().expect("a path in text");
        let files: Vec<_> = keys.iter().map(|(_, file)| file.to_str().expect("a path in text")).collect();
        let give = [&["sh", "-c", GIVE_KEYS, path], &files[..]].concat();
        let given = as_root(&give).output().expect("sh runs");
        assert!(given.status.success(), "{}", said(&given));
        let key = |(name, file): &(&str, PathBuf)| {
            let file = file.file_name().and_then(|file| file.to_str()).expect("a name in text");
            format!("export {name}='{path}/keys/{file}'\n")
        };
        let exports: String = settings
            .iter()
            .map(|(name, value)| format!("export {name}='{}'\n", value.replace('\'', "'\\''")))
            .chain(keys.iter().map(key))
            .collect();
        let command = format!("#!/bin/sh\n{exports}exec '{}' {}\n", own.display(), arguments.join(" "));
        write_program(&self.directory.path().join("intake"), &command);
    }

    /// Every mail that was delivered into a mailbox, in no order.
    pub(crate) fn mails(&self) -> Vec<Received> {
        let entries = fs::read_dir(self.directory.path().join("mail")).expect("the mailboxes");
        let files = entries.map(|entry| entry.expect("a mail's entry").path());
        let whole = files.filter(|file| file.extension().is_some_and(|extension| extension == "eml"));
        whole.map(|file| Received::parse(&fs::read(file).expect("a mail can be read"))).collect()
    }

    /// From now on, mails to this address wait in the queue.
    pub(crate) fn put_off(&self, address: &str) {
        File::create(self.directory.path().join("busy").join(address)).expect("a mark");
    }

    /// Whether a mail to this address was tried and waits.
    pub(crate) fn has_put_off(&self, address: &str) -> bool {
        let to = format!("to=<{address}>");
        self.log().lines().any(|line| line.contains(&to) && line.contains("status=deferred"))
    }

    /// Closes a mailbox, and tries everything that waits: mails to this address bounce.
    pub(crate) fn close(&self, address: &str) {
        File::create(self.directory.path().join("gone").join(address)).expect("a mark");
        let path = self.directory.path().to_str().expect("a path in text");
        let flushed = as_root(&[QUEUE, "-c", path, "-f"]).output().expect("postqueue runs");
        assert!(flushed.status.success(), "{}", said(&flushed));
    }

    /// Its log: what became of each mail.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let path = self.directory.path().to_str().expect("a path in text");
        let _ = as_root(&["sh", "-c", CLEAR, path]).output();
    }
}

fn settings(path: &str) -> String {
    format!(
        "compatibility_level = 3.6
queue_directory = {path}/spool
data_directory = {path}/data
maillog_file = /dev/stdout
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.bounce.test
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
recipient_delimiter = +
default_transport = mailbox:
relay_transport = mailbox:
transport_maps = inline:{{ {{ bounces.test = intake: }} }}
mailbox_destination_recipient_limit = 1
intake_destination_recipient_limit = 1
notify_classes =
"
    )
}

fn services(path: &str, port: u16) -> String {
    let pipe = |name: &str, argument: &str| {
        format!("{name} unix - n n - - pipe\n  flags=DOR user={USER} argv={path}/{name}{argument}\n")
    };
    let delivery = pipe("mailbox", " ${recipient}") + &pipe("intake", "");
    format!("127.0.0.1:{port} inet n - n - - smtpd\n{SERVICES}{delivery}")
}

/// The program that delivers into a mailbox. 75: try later; 67: no such user (`sysexits.h`).
fn mailbox(path: &str) -> String {
    format!(
        "#!/bin/sh
umask 022
[ -e '{path}/gone/'\"$1\" ] && exit 67
[ -e '{path}/busy/'\"$1\" ] && exit 75
cat >'{path}/mail/'$$.new && mv '{path}/mail/'$$.new '{path}/mail/'\"$1\".$$.eml
"
    )
}

/// Writes a program by another name first: Postfix may run the older one at this moment.
fn write_program(file: &Path, text: &str) {
    let draft = file.with_extension("new");
    fs::write(&draft, text).expect("a file");
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).expect("an own file");
    fs::rename(&draft, file).expect("the same folder");
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
