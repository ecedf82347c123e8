//! The pages of the reference, opened from a disk.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use servicestage_tests::files::write;
use servicestage_tests::workspace;
use specwright_tools::source::SourceMap;
use specwright_tools::{analyze, diff, reference};

use super::driver::{Browser, key};

const PHONE: (u32, u32) = (360, 740);
const DESKTOP: (u32, u32) = (1280, 900);

/// The pages of a specification, as changed from another one.
struct Pages {
    directory: PathBuf,
    names: Vec<String>,
}

static SERVICE: LazyLock<Pages> = LazyLock::new(|| Pages::write("service", "spec", None));
static COURSE: LazyLock<Pages> = LazyLock::new(|| {
    Pages::write("course", "tests/obstacle-course/spec", Some("codegen/tools/tests/diagnostics/base"))
});

impl Pages {
    fn write(name: &str, spec: &str, before: Option<&str>) -> Pages {
        let read = |path: &str| SourceMap::read(&workspace().join(path), path).unwrap();
        let analyzed = |sources: &SourceMap| analyze(sources).map_err(|problems| problems.len()).unwrap();
        let new = read(spec);
        let specification = analyzed(&new);
        let report = before.map(|before| {
            let old = read(before);
            let side = |name, specification, sources| diff::Side { name, specification, sources };
            diff::diff(side("before", &analyzed(&old), &old), side("after", &specification, &new))
        });
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference").join(name);
        if directory.exists() {
            std::fs::remove_dir_all(&directory).unwrap();
        }
        let files = reference(&specification, report.as_ref()).unwrap();
        for (path, text) in &files {
            write(&directory.join(path), text);
        }
        let names = files.into_keys().filter(|path| path.ends_with(".html")).collect();
        Pages { directory, names }
    }

    fn url(&self, page: &str) -> String {
        format!("file://{}", self.directory.join(page).display())
    }
}

#[tokio::test]
async fn no_page_is_wider_than_the_screen() {
    let Some(browser) = Browser::start().await else { return };
    // The course has every kind of page. What fits a phone also fits a desktop, except for the layout itself.
    for (size, name, pages) in
        [(PHONE, "a phone", &*SERVICE), (PHONE, "a phone", &*COURSE), (DESKTOP, "a desktop", &*COURSE)]
    {
        browser.screen(size, "light").await;
        for page in &pages.names {
            browser.open(&pages.url(page)).await;
            // What is folded up counts, too.
            let wider = "for (const details of document.querySelectorAll('details')) details.open = true; \
                         return document.documentElement.scrollWidth - window.innerWidth";
            let wider = browser.run(wider).await;
            assert!(wider.as_i64().unwrap() <= 0, "{page} is {wider} pixels too wide for {name}");
        }
        assert_eq!(browser.errors().await, [""; 0]);
    }
}

#[tokio::test]
async fn operations_are_found_and_opened_with_keys_alone() {
    let Some(browser) = Browser::start().await else { return };
    browser.screen(DESKTOP, "light").await;
    browser.open(&SERVICE.url("git/files.html")).await;
    browser.press("/").await;
    browser.press("create_env").await;
    browser.wait("return document.querySelectorAll('#results [role=option]').length > 1").await;
    let state = "const input = document.activeElement, option = document.querySelector('[aria-selected=true]'); \
                 return [input.id, input.getAttribute('aria-expanded'), input.value, \
                 input.getAttribute('aria-activedescendant') === option.id, option.querySelector('.name').textContent]";
    let found = "create_environment";
    assert_eq!(browser.run(state).await, serde_json::json!(["search", "true", "create_env", true, found]));
    assert!(browser.run("return document.querySelector('#found').textContent").await.to_string().contains("results"));
    let number = "return [...document.querySelectorAll('#results li')].findIndex(li => li.ariaSelected === 'true')";
    browser.press(key::DOWN).await;
    assert_eq!(browser.run(number).await, 1);
    browser.press(key::UP).await;
    assert_eq!(browser.run(number).await, 0);
    browser.press(key::ESCAPE).await;
    assert_eq!(browser.run("return document.querySelector('#results').hidden").await, true);
    browser.press(key::DOWN).await;
    browser.wait("return !document.querySelector('#results').hidden").await;
    browser.press(key::ENTER).await;
    browser.wait("return /environments\\.html#v[23]\\.create_environment$/.test(location.href)").await;
    let top = "return document.querySelector(':target').getBoundingClientRect().top";
    assert!(browser.run(top).await.as_f64().unwrap() < 200.0);

    // What fits better comes first: a whole name, then beginnings, then parts of names.
    browser.press("/").await;
    browser.press("environment").await;
    browser.wait("return document.querySelectorAll('#results li').length > 20").await;
    let names = "return [...document.querySelectorAll('#results .name')].map(name => name.textContent.toLowerCase())";
    let names = browser.run(names).await;
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names[0], "environment");
    let first_part = names.iter().position(|name| !name.starts_with("environment")).unwrap_or(names.len());
    assert!(names[first_part..].iter().all(|name| !name.starts_with("environment_")), "{names:?}");
    assert_eq!(browser.errors().await, [""; 0]);
}

#[tokio::test]
async fn colors_follow_the_system_until_somebody_chooses() {
    let Some(browser) = Browser::start().await else { return };
    let paper = "return getComputedStyle(document.body).backgroundColor";
    browser.screen(DESKTOP, "dark").await;
    browser.open(&SERVICE.url("index.html")).await;
    let dark = browser.run(paper).await;
    browser.screen(DESKTOP, "light").await;
    let light = browser.run(paper).await;
    assert_ne!(dark, light);
    // System, light, dark.
    browser.run("document.querySelector('button.theme').click()").await;
    browser.run("document.querySelector('button.theme').click()").await;
    assert_eq!(browser.run(paper).await, dark);
    assert_eq!(browser.run("return document.querySelector('button.theme').ariaLabel").await, "Theme: dark");
    browser.open(&SERVICE.url("v3/jobs.html")).await;
    assert_eq!(browser.run(paper).await, dark, "the choice is remembered");
    browser.run("document.querySelector('button.theme').click()").await;
    assert_eq!(browser.run(paper).await, light);
    assert_eq!(browser.errors().await, [""; 0]);
}

#[tokio::test]
async fn trees_and_the_menu_open_with_keys() {
    let Some(browser) = Browser::start().await else { return };
    browser.screen(PHONE, "light").await;
    browser.open(&SERVICE.url("v3/components.html")).await;
    browser.run("document.querySelector('.tree > summary').focus()").await;
    browser.press(key::ENTER).await;
    assert_eq!(browser.run("return document.activeElement.parentElement.open").await, true);
    let inner = "return document.activeElement.parentElement.querySelector('.row').getBoundingClientRect().height > 10";
    assert_eq!(browser.run(inner).await, true);

    let shown = "return document.querySelector('#navigation').matches(':popover-open')";
    browser.run("document.querySelector('button.menu').focus()").await;
    assert_eq!(browser.run(shown).await, false);
    browser.press(key::ENTER).await;
    assert_eq!(browser.run(shown).await, true);
    browser.press(key::ESCAPE).await;
    assert_eq!(browser.run(shown).await, false);

    // An address leads to what is folded up as well.
    browser.open(&SERVICE.url("index.html#hosts.cse.regions.cn-east-3")).await;
    let opened = "return document.querySelector(':target').closest('details').open";
    assert_eq!(browser.run(opened).await, true);
}

#[tokio::test]
async fn the_way_through_a_page_with_tab_is_that_of_its_parts() {
    let Some(browser) = Browser::start().await else { return };
    browser.screen(DESKTOP, "light").await;
    browser.open(&SERVICE.url("v3/jobs.html")).await;
    let mut way = Vec::new();
    for _ in 0..60 {
        browser.press(key::TAB).await;
        let step = "const at = document.activeElement; window.last ??= document.body; \
                    const forward = Boolean(last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING); \
                    window.last = at; const style = getComputedStyle(at), box = at.getBoundingClientRect(); \
                    return [at.className || at.id || at.textContent.trim(), forward, style.outlineStyle !== 'none', \
                    box.width > 0 && box.bottom > 0 && box.top < innerHeight]";
        let step = browser.run(step).await;
        let (name, forward) = (step[0].as_str().unwrap().to_owned(), step[1] == true);
        if !forward {
            break;
        }
        assert!(step[2] == true && step[3] == true, "the focus on `{name}` cannot be seen: {step}");
        way.push(name);
    }
    assert_eq!(way[..4], ["skip", "brand", "search", "theme"]);
    assert_eq!(way[4], "Overview");
    assert!(way.len() == 60 || way.iter().any(|name| name == "self"), "{way:?}");
}

/// Texts whose color is too close to that of what is behind them.
const FAINT: &str = r#"
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const known = new Map();
const rgba = (color) => {
  if (!known.has(color)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    known.set(color, [r, g, b, a / 255]);
  }
  return known.get(color);
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const behind = (node) => {
  const layers = [];
  for (; node; node = node.parentElement) {
    const color = rgba(getComputedStyle(node).backgroundColor);
    if (color[3] > 0) layers.push(color);
    if (color[3] === 1) break;
  }
  return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]);
};
const light = (color) => {
  const [r, g, b] = color.map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
for (const details of document.querySelectorAll("details")) details.open = true;
const faint = new Set();
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text; (text = walker.nextNode());) {
  const node = text.parentElement;
  if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
  const style = getComputedStyle(node);
  // A word that only tells assistive technology what a dot means.
  if (style.fontSize === "0px") continue;
  texts++;
  const back = behind(node), front = over(rgba(style.color), back);
  const [bright, dim] = [light(front), light(back)].sort((a, b) => b - a);
  const ratio = (bright + 0.05) / (dim + 0.05), size = parseFloat(style.fontSize);
  const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
  if (ratio < (large ? 3 : 4.5)) faint.add(`${node.className || node.tagName} ${ratio.toFixed(2)}: ${text.data.trim().slice(0, 30)}`);
}
return [texts, [...faint].slice(0, 10)];
"#;

#[tokio::test]
async fn every_text_stands_out_from_what_is_behind_it() {
    let Some(browser) = Browser::start().await else { return };
    for pages in [&*SERVICE, &*COURSE] {
        for colors in ["light", "dark"] {
            browser.screen(DESKTOP, colors).await;
            let wanted =
                ["index.html", "errors.html", "changes.html", "environments.html", "figures.html", "answers.html"];
            for page in pages.names.iter().filter(|page| wanted.iter().any(|name| page.ends_with(name))) {
                browser.open(&pages.url(page)).await;
                let found = browser.run(FAINT).await;
                assert!(found[0].as_u64().unwrap() > 50, "{page}: {found}");
                assert_eq!(found[1], serde_json::json!([]), "{page}, {colors}");
            }
        }
    }
}

#[tokio::test]
async fn everything_that_can_be_used_has_a_name_and_works_without_scripts() {
    let Some(browser) = Browser::start().await else { return };
    browser.screen(DESKTOP, "light").await;
    for page in ["index.html", "v3/environments.html"] {
        browser.open(&SERVICE.url(page)).await;
        let nameless = "return [...document.querySelectorAll('a, button, input, summary, [role=listbox]')] \
                        .filter(node => node.checkVisibility() && !node.textContent.trim() && !node.ariaLabel && !node.labels?.length) \
                        .map(node => node.outerHTML.slice(0, 80))";
        assert_eq!(browser.run(nameless).await, serde_json::json!([]), "{page}");
    }
    // Scripts make these, which are of no use without them.
    let html = std::fs::read_to_string(SERVICE.directory.join("index.html")).unwrap();
    assert!(html.contains("<div class=\"search\" role=\"search\" hidden>") && html.contains("class=\"theme\" hidden"));
}
