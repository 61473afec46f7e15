//! A `redis-server` of a test's own. It keeps nothing on disk and listens on 127.0.0.1 only. It never
//! touches another Redis, and never uses one that happens to run on this machine.

use std::process::Command;

use super::process::{Directory, Server, on_free_port, on_port, require, supervised};

/// One `redis-server`, ended when dropped. Its data lives in memory only: after a restart it is empty.
pub(crate) struct Redis {
    server: Option<Server>, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

/// Prints every key of every database, with its type and its values.
const DUMP: &str = r"
    local lines = {}
    local function flat(value)
        if type(value) ~= 'table' then return tostring(value) end
        local parts = {}
        for i, part in ipairs(value) do parts[i] = flat(part) end
        return table.concat(parts, '\n  ')
    end
    for database = 0, 15 do
        redis.call('SELECT', database)
        local keys = redis.call('KEYS', '*')
        table.sort(keys)
        for _, key in ipairs(keys) do
            local kind = redis.call('TYPE', key).ok
            local value
            if kind == 'string' then value = redis.call('GET', key)
            elseif kind == 'hash' then value = redis.call('HGETALL', key)
            elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
            elseif kind == 'set' then value = redis.call('SMEMBERS', key)
            elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
            elseif kind == 'stream' then value = redis.call('XRANGE', key, '-', '+')
            else value = redis.call('DUMP', key) end
            lines[#lines + 1] = database .. ' ' .. kind .. ' ' .. key .. '\n  ' .. flat(value)
        end
    end
    return table.concat(lines, '\n')";

/// Prints the time to live and the name of every key of the first database.
const KEYS: &str = r"
    local lines = {}
    for i, key in ipairs(redis.call('KEYS', '*')) do lines[i] = redis.call('PTTL', key) .. ' ' .. key end
    table.sort(lines)
    return lines";

impl Redis {
    /// Starts one and waits until it answers.
    pub(crate) fn start() -> Self {
        require("redis-server");
        require("redis-cli");
        let directory = Directory::new("redis");
        let (server, port) = on_free_port(|port| launch(&directory, port));
        Self { server: Some(server), directory, port }
    }

    /// Where it listens: `redis://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it at once (`SIGKILL`), as a crash would. Connecting is then refused until [`Self::restart`].
    pub(crate) fn kill(&mut self) {
        self.server = None;
    }

    /// Starts it, empty, on the port it had before; kills it first if it runs.
    pub(crate) fn restart(&mut self) {
        self.kill();
        self.server = Some(on_port(self.port, |port| launch(&self.directory, port)));
    }

    /// Removes every key of every database.
    pub(crate) fn flush_all(&self) {
        self.ask(&["FLUSHALL", "SYNC"]);
    }

    /// All keys and values of all databases as text, for looking for what must not be there.
    pub(crate) fn dump(&self) -> String {
        self.ask(&["EVAL", DUMP, "0"])
    }

    /// The names of all keys of the first database, each with the milliseconds until it ends; -1 for one that
    /// never does.
    pub(crate) fn keys(&self) -> Vec<(String, i64)> {
        let keys = self.ask(&["EVAL", KEYS, "0"]);
        let line = |line: &str| {
            let (millis, key) = line.split_once(' ')?;
            Some((key.to_owned(), millis.parse().ok()?))
        };
        keys.lines().filter(|text| !text.is_empty()).map(|text| line(text).expect("a key")).collect()
    }

    /// Sets a key.
    pub(crate) fn set(&self, key: &str, value: &str) {
        self.ask(&["SET", key, value]);
    }

    /// Has every command that it is given from now on written to `log` in `directory`.
    pub(crate) fn monitor(&self, directory: &Directory) -> Server {
        let mut command = supervised("redis-cli", "KILL");
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "MONITOR"]);
        let log = directory.path().join("log");
        let listens = |_| std::fs::read(&log).is_ok_and(|said| said.starts_with(b"OK"));
        Server::launch(command, directory.path(), "KILL", listens).expect("redis-cli listens")
    }

    fn ask(&self, words: &[&str]) -> String {
        ask(self.port, words).unwrap_or_else(|failure| panic!("redis on port {}: {failure}", self.port))
    }
}

fn launch(directory: &Directory, port: u16) -> Result<Server, String> {
    let mut command = supervised("redis-server", "KILL");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    command.arg("--dir").arg(directory.path());
    // Its own number in its answer: nobody else came to listen on that port.
    Server::launch(command, directory.path(), "KILL", |number| {
        ask(port, &["INFO", "server"]).is_ok_and(|info| info.contains(&format!("process_id:{number}\r\n")))
    })
}

fn ask(port: u16, words: &[&str]) -> Result<String, String> {
    let output = Command::new("redis-cli")
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-e", "--raw"])
        .args(words)
        .output()
        .map_err(|failure| format!("redis-cli: {failure}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
