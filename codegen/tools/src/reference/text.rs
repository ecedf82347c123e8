//! Descriptions as HTML. [`Html`] is the only thing that templates write as it is, and it is made here: from
//! patterns of our own, with everything that is put into them escaped, and from Markdown.

use std::fmt;

use askama::filters::{Escaper, Html as Escape, HtmlSafe};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// A piece of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl Html {
    /// A pattern with its gaps filled in; [`html`] escapes what fills them.
    pub(super) fn of_pattern(text: String) -> Html {
        Html(text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Pieces with something between them.
    pub(super) fn join(pieces: impl IntoIterator<Item = Html>, between: &str) -> Html {
        let pieces: Vec<String> = pieces.into_iter().map(|piece| piece.0).collect();
        Html(pieces.join(between))
    }
}

/// What can fill a gap of a pattern.
pub(super) trait ToHtml {
    fn to_html(&self) -> Html;
}

impl ToHtml for Html {
    fn to_html(&self) -> Html {
        self.clone()
    }
}

impl ToHtml for str {
    fn to_html(&self) -> Html {
        let mut text = String::with_capacity(self.len());
        // Writing to a String cannot fail.
        let _ = Escape.write_escaped_str(&mut text, self);
        Html(text)
    }
}

impl ToHtml for String {
    fn to_html(&self) -> Html {
        self.as_str().to_html()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl ToHtml for $number {
            fn to_html(&self) -> Html {
                Html(self.to_string())
            }
        }
    )*};
}

numbers!(u16 u32 i64 usize);

impl<T: ToHtml + ?Sized> ToHtml for &T {
    fn to_html(&self) -> Html {
        (**self).to_html()
    }
}

/// Fills a pattern: `html!("<b>{}</b>", text)`.
macro_rules! html {
    ($pattern:literal $(, $gap:expr)* $(,)?) => {
        $crate::reference::text::Html::of_pattern(
            format!($pattern $(, $crate::reference::text::ToHtml::to_html(&$gap))*)
        )
    };
}

pub(super) use html;

/// What is written exactly like this on the wire or in a program.
pub(super) fn code(text: &str) -> Html {
    html!("<code>{}</code>", text)
}

/// "`a`, `b` and `c`".
pub(super) fn listed(names: impl IntoIterator<Item = Html>, last: &str) -> Html {
    let mut names: Vec<Html> = names.into_iter().collect();
    match (names.pop(), names.is_empty()) {
        (None, _) => Html::default(),
        (Some(only), true) => only,
        (Some(end), false) => html!("{} {} {}", Html::join(names, ", "), last, end),
    }
}

/// Finds what a name between backquotes leads to.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Markdown as paragraphs, lists and blocks.
pub(super) fn blocks(markdown: &str, lookup: Lookup<'_>) -> Html {
    let parser = Parser::new_ext(markdown.trim(), Options::ENABLE_TABLES);
    let mut filter = Filter { lookup, in_link: false, dropped: Vec::new() };
    let mut text = String::new();
    pulldown_cmark::html::push_html(&mut text, parser.flat_map(|event| filter.event(event)));
    // Only cells of tables are written like this: what came as markup has been escaped.
    Html(text.replace("<th>", "<th scope=\"col\">").trim_end().to_owned())
}

/// Markdown for a place in a line: the paragraph around it is left out.
pub(super) fn inline(markdown: &str, lookup: Lookup<'_>) -> Html {
    let Html(text) = blocks(markdown, lookup);
    let inner = text.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner.filter(|inner| !inner.contains("<p>")) {
        Some(inner) => Html(inner.to_owned()),
        None => Html(text),
    }
}

/// What Markdown may become: no markup of its own, no headings, no images, no links but to the web.
struct Filter<'a> {
    lookup: Lookup<'a>,
    in_link: bool,
    /// For each link that is open, whether it was left out.
    dropped: Vec<bool>,
}

impl Filter<'_> {
    fn event<'e>(&mut self, event: Event<'e>) -> Vec<Event<'e>> {
        let markup = |html: Html| Event::InlineHtml(CowStr::from(html.0));
        match event {
            Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            // The page has headings of its own.
            Event::Start(Tag::Heading { .. }) => vec![Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)],
            Event::End(TagEnd::Heading(_)) => vec![Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)],
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let web = ["https://", "http://"].iter().any(|scheme| dest_url.starts_with(scheme));
                self.dropped.push(!web);
                self.in_link = web;
                if web { vec![event] } else { Vec::new() }
            }
            Event::End(TagEnd::Link) => {
                self.in_link = false;
                if self.dropped.pop() == Some(true) { Vec::new() } else { vec![event] }
            }
            Event::Code(ref name) if !self.in_link => match (self.lookup)(name) {
                Some(href) => vec![markup(html!("<a href=\"{}\"><code>{}</code></a>", href, &**name))],
                None => vec![event],
            },
            other => vec![other],
        }
    }
}

/// JSON, indented, with its parts marked for colors.
pub(super) fn json(value: &Value) -> Html {
    let mut text = String::new();
    write_json(&mut text, value, 0);
    Html(text)
}

fn write_json(text: &mut String, value: &Value, depth: usize) {
    fn marked(text: &mut String, class: &str, value: &Value) {
        text.push_str(&html!("<span class=\"{}\">{}</span>", class, value.to_string()).0);
    }
    let indent = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    let (open, close, items): (_, _, Vec<_>) = match value {
        Value::Object(fields) => ('{', '}', fields.iter().map(|(key, value)| (Some(key.as_str()), value)).collect()),
        Value::Array(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
        Value::String(_) => return marked(text, "text", value),
        plain => return marked(text, "plain", plain),
    };
    text.push(open);
    for (index, (key, item)) in items.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        indent(text, depth + 1);
        if let Some(key) = key {
            marked(text, "key", &Value::from(*key));
            text.push_str(": ");
        }
        write_json(text, item, depth + 1);
    }
    if !items.is_empty() {
        indent(text, depth);
    }
    text.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(markdown: &str) -> String {
        blocks(markdown, &|name| (name == "get_thing").then(|| "#v1.get_thing".to_owned())).to_string()
    }

    #[test]
    fn markup_in_texts_is_text() {
        assert_eq!(shown("<script>alert('1')</script>"), "<p>&lt;script&gt;alert('1')&lt;/script&gt;</p>");
        assert_eq!(shown("a <b onclick=x>c</b>"), "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>");
        assert_eq!(shown("`<th>`"), "<p><code>&lt;th&gt;</code></p>");
        assert_eq!(shown("[x](javascript:alert(1)) ![y](https://a.example/b.png)"), "<p>x y</p>");
        assert_eq!(shown("# Big"), "<p><strong>Big</strong></p>");
        assert_eq!(html!("<b title=\"{}\">", "\"><i>").to_string(), "<b title=\"&#34;&#62;&#60;i&#62;\">");
    }

    #[test]
    fn names_between_backquotes_lead_to_what_they_name() {
        assert_eq!(shown("See `get_thing`."), "<p>See <a href=\"#v1.get_thing\"><code>get_thing</code></a>.</p>");
        assert_eq!(shown("See `other`."), "<p>See <code>other</code>.</p>");
        let inside = shown("[the `get_thing`](https://a.example/)");
        assert_eq!(inside, "<p><a href=\"https://a.example/\">the <code>get_thing</code></a></p>");
    }

    #[test]
    fn values_keep_their_order_and_are_escaped() {
        let text = json(&json!({ "b": ["<", 1, {}], "a": null })).to_string();
        let plain = text.replace("<span class=\"key\">", "").replace("<span class=\"text\">", "");
        let plain = plain.replace("<span class=\"plain\">", "").replace("</span>", "");
        assert_eq!(plain, "{\n  &#34;b&#34;: [\n    &#34;&#60;&#34;,\n    1,\n    {}\n  ],\n  &#34;a&#34;: null\n}");
    }

    #[test]
    fn a_line_has_no_paragraph_around_it() {
        assert_eq!(inline("one *two*", &|_| None).to_string(), "one <em>two</em>");
        assert_eq!(inline("one\n\ntwo", &|_| None).to_string(), "<p>one</p>\n<p>two</p>");
    }
}
