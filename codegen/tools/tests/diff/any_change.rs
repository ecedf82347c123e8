//! Changes of one leaf at random.

use super::*;

/// Specifications that are changed at random, and how often: small ones, and odd ones.
const SPECIFICATIONS: &[(&str, usize)] =
    &[(WAREHOUSE, 120), (POST, 40), ("../../tests/constructs", 75), ("../../tests/obstacle-course/spec", 25)];

#[test]
fn every_change_of_one_leaf_has_exactly_one_primary_finding() {
    let mut faults = Vec::new();
    for (seed, (path, wanted)) in (0x5eed_1e55..).zip(SPECIFICATIONS) {
        // What one of them has does not choose the changes of the others.
        let mut random = Random(seed);
        let files = directory(path);
        let old = sources(&files);
        let before = analyzed(&old);
        let unchanged = generated(&before);
        let (mut tried, mut sound) = (0, 0);
        while sound < *wanted && tried < wanted * 12 {
            tried += 1;
            let Some(Mutation { what, files }) = leaves::mutate(&files, &mut random) else { continue };
            let new = sources(&files);
            let Ok(after) = analyze(&new) else { continue };
            sound += 1;
            let fault = check(&what, (&old, &before), (&new, &after), &unchanged);
            faults.extend(fault.map(|fault| format!("{path}: {what}: {fault}")));
        }
        assert!(sound >= *wanted, "{path}: {sound} of {tried} mutations are valid");
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Everything that follows from a specification.
fn generated(specification: &Specification) -> (Files, String) {
    let openapi = specwright_tools::openapi(specification, OpenApiVersion::V30);
    (specwright_tools::generate(specification).unwrap(), openapi.to_string())
}

/// What is wrong with the answer to the change of a leaf. `unchanged` follows from the specification before it.
fn check(
    what: &str,
    (old, before): (&SourceMap, &Specification),
    (new, after): (&SourceMap, &Specification),
    unchanged: &(Files, String),
) -> Option<String> {
    let there = report(old, before, new, after);
    let back = report(new, after, old, before);
    let primary = |report: &Report| -> Vec<String> {
        let findings = report.findings.iter().filter(|finding| !finding.consequence);
        findings.map(|finding| format!("{} {}", finding.rule, finding.definition)).collect()
    };
    if there.findings.is_empty() && *unchanged == generated(after) {
        return None; // Overridden wherever it could matter, or of no interest to anybody but the linter.
    }
    if primary(&there).len() != 1 {
        return Some(format!("{:?}", primary(&there)));
    }
    let odd = ["api-unclassified", "api-surface-changed"];
    if let Some(rule) = rules(&there).into_iter().chain(rules(&back)).find(|rule| odd.contains(rule)) {
        return Some(format!("{rule}: {:?} {:?}", there.findings, back.findings));
    }
    let ids = |report: &Report| rules(report).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let mirrored: BTreeSet<String> = ids(&there).iter().map(|id| Rule::from_id(id).unwrap().mirror()).collect();
    (mirrored != ids(&back)).then(|| format!("{what} back: {:?} instead of {mirrored:?}", ids(&back)))
}
