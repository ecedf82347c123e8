//! An HTTP/1.1 connection that costs little beside the server that it measures.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

pub(crate) struct Connection {
    host: String,
    stream: TcpStream,
    request: Vec<u8>,
    response: Vec<u8>,
    /// Length of the head of the response.
    head: usize,
    part: Box<[u8; 65536]>,
}

impl Connection {
    pub(crate) fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("cannot connect to {address}: {error}"));
        stream.set_nodelay(true).unwrap();
        Self {
            host: address.to_owned(),
            stream,
            request: Vec::new(),
            response: Vec::new(),
            head: 0,
            part: Box::new([0; 65536]),
        }
    }

    /// Sends a request, and returns the status of the response.
    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> u16 {
        self.request.clear();
        write!(self.request, "{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host).unwrap();
        if method != "GET" {
            write!(self.request, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()).unwrap();
        }
        write!(self.request, "\r\n{body}").unwrap();
        self.stream.write_all(&self.request).unwrap();
        self.response.clear();
        self.head = 0;
        while !self.is_whole() {
            let read = self.stream.read(&mut self.part[..]).unwrap();
            assert!(read > 0, "{} closed the connection", self.host);
            self.response.extend_from_slice(&self.part[..read]);
        }
        std::str::from_utf8(&self.response[9..12]).unwrap().parse().unwrap()
    }

    fn is_whole(&mut self) -> bool {
        if self.head == 0 {
            let Some(end) = self.response.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
            self.head = end + 4;
        }
        if matches!(&self.response[9..12], b"204" | b"304") {
            return true;
        }
        match self.header("content-length").parse::<usize>() {
            Ok(length) => self.response.len() >= self.head + length,
            Err(_) => self.response.ends_with(b"\r\n0\r\n\r\n"),
        }
    }

    /// Returns the value of a header of the last response, or an empty string.
    pub(crate) fn header(&self, name: &str) -> &str {
        let head = std::str::from_utf8(&self.response[..self.head]).unwrap_or_default();
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
    }

    /// Returns the first string member of this name in the last response.
    pub(crate) fn member(&self, name: &str) -> String {
        let body = String::from_utf8_lossy(&self.response[self.head..]);
        let rest = body.split_once(&format!("\"{name}\"")).map(|(_, rest)| rest);
        let value = rest.and_then(|rest| rest.split('"').nth(1));
        value.unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
    }
}
