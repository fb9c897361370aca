// The style sheet of a bundle: the tokens of the look, no request to anywhere.
#include "modules/scoring/bundle_pages.hpp"

namespace pingyi::scoring {
namespace {

constexpr std::string_view css = R"(:root {
  --ink: #1d2226; --ink2: #4a535b; --paper: #faf8f3; --sheet: #ffffff; --sunk: #f1ede3;
  --line: #d8d2c4; --hairline: #e9e4d8; --seal: #a8322a; --rule1: #c98a84; --rule2: #e7c9c5;
  --indigo: #1c5470; --indigo-deep: #123a4f; --indigo-tint: #e4eef2; --visited: #5f4470;
  --edge: #6b7178; --focus: #ffcf5c;
  --sans: -apple-system, "Segoe UI", "Helvetica Neue", "Noto Sans", "PingFang SC",
    "HarmonyOS Sans SC", "MiSans", "Source Han Sans SC", "Noto Sans CJK SC", "Microsoft YaHei",
    system-ui, sans-serif;
  --serif: "Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "STZhongsong",
    "Microsoft YaHei", serif;
}
:lang(en) {
  --serif: "Iowan Old Style", Charter, "Source Serif 4", "Noto Serif", Cambria, Georgia, serif;
  font-variant-east-asian: proportional-width;
}
* { box-sizing: border-box; }
html { background: var(--sunk); color: var(--ink); font: 400 17px/30px var(--sans); }
body {
  margin: 0; background: var(--paper); line-break: strict; text-autospace: normal;
  text-spacing-trim: trim-start; text-wrap: pretty; overflow-wrap: break-word;
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 16px; top: 0; }
.head, main, footer { max-width: 1112px; margin: 0 auto; padding: 15px 16px; }
.head { display: flex; flex-wrap: wrap; gap: 10px 40px; align-items: center; }
.brand { display: flex; gap: 10px; align-items: center; text-decoration: none; color: var(--ink); }
.brand:visited { color: var(--ink); }
.mark { width: 34px; height: 34px; flex: none; }
.brand .zh { font: 700 21px/33px var(--serif); }
.brand .latin { font-size: 13px; letter-spacing: .08em; color: var(--ink2); }
nav { display: flex; flex-wrap: wrap; gap: 0 25px; }
nav a, .back a, .classes a, .results a { display: inline-block; min-height: 44px; line-height: 44px; }
nav a[aria-current] { color: var(--ink); text-decoration: none; box-shadow: inset 0 -3px var(--seal); }
main { border-top: 2px solid var(--rule1); box-shadow: inset 0 2px var(--paper), inset 0 3px var(--rule2); }
main { padding-top: 25px; padding-bottom: 50px; }
footer { background: var(--sunk); max-width: none; color: var(--ink2); font-size: 15px; line-height: 25px; }
footer p { max-width: 1080px; margin: 5px auto; }
h1, h2 { font-family: var(--serif); font-weight: 700; text-wrap: balance; }
h1 { font-size: 24px; line-height: 35px; margin: 0 0 15px; }
h1::first-letter { text-transform: uppercase; }
h2 { font-size: 19px; line-height: 30px; margin: 40px 0 15px; border-bottom: 2px solid var(--ink); }
p, ul, dl, pre { margin: 0 0 15px; max-width: 40em; }
.lead { font-size: 19px; }
.label, .source { color: var(--ink2); font-size: 15px; line-height: 25px; }
a { color: var(--indigo); text-decoration-thickness: 1px; text-underline-offset: .22em; }
a:visited { color: var(--visited); }
a:focus-visible, summary:focus-visible {
  outline: 3px solid var(--focus); background: var(--focus); color: var(--ink);
  box-shadow: 0 4px var(--ink);
}
code { font-family: ui-monospace, "Noto Sans Mono", monospace; font-size: 14px; overflow-wrap: anywhere; }
pre { background: var(--sunk); padding: 10px 15px; overflow-x: auto; }
.nw { white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: 15px; line-height: 25px; }
caption { text-align: left; color: var(--ink2); padding-bottom: 10px; }
th, td { text-align: left; font-weight: 400; padding: 5px 15px 5px 0; border-bottom: 1px solid var(--hairline); }
thead th { color: var(--ink2); vertical-align: bottom; border-bottom-color: var(--line); }
td { font-variant-numeric: tabular-nums; }
.results .chart { width: 30%; }
.results .band { white-space: nowrap; }
.results .group th { font-weight: 600; background: var(--sunk); padding-left: 10px; }
.ends { display: flex; justify-content: space-between; margin: 0; font-size: 13px; max-width: none; }
.bar { display: block; overflow: visible; }
.bar .axis { stroke: var(--line); stroke-width: 1; }
.bar .range { stroke: var(--indigo); stroke-width: 5; }
.bar .dot { fill: var(--indigo-deep); stroke: var(--sheet); stroke-width: 1.5; }
.bar .hollow { fill: var(--sheet); stroke: var(--indigo-deep); stroke-width: 2; }
.figure { font-variant-numeric: tabular-nums; margin-bottom: 0; }
.figure strong { font-size: 38px; line-height: 54px; font-weight: 600; margin-right: 15px; }
.facts { border-top: 2px solid var(--ink); margin-top: 30px; }
.facts div { display: flex; flex-wrap: wrap; gap: 0 20px; border-bottom: 1px solid var(--hairline); padding: 5px 0; }
.facts dt { color: var(--ink2); flex: 0 0 10em; }
.facts dd { margin: 0; flex: 1 1 12em; }
.remark { display: block; margin: 0; color: var(--ink2); font-size: 15px; line-height: 25px; }
.node { border-left: 2px solid var(--line); padding-left: 15px; margin: 0 0 5px; max-width: 46em; }
.node > .node { margin-left: 5px; }
summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 0 15px; padding: 7px 0; align-items: baseline; }
summary::before { content: "＋"; color: var(--indigo); font-weight: 600; flex: none; }
[open] > summary::before { content: "－"; }
summary .name { flex: 1 1 8em; }
summary .share { color: var(--ink2); font-size: 15px; }
summary .value { font-weight: 600; font-variant-numeric: tabular-nums; }
.formula { background: var(--sunk); padding: 5px 10px; margin: 0 0 5px; font-size: 15px; line-height: 25px; }
.source { margin: 0 0 5px; }
.outline ul { padding-left: 20px; margin-bottom: 0; }
.outline > ul { padding-left: 0; list-style: none; }
.outline > ul > li { border-bottom: 1px solid var(--hairline); padding: 5px 0; }
@media (min-width: 48em) {
  h1 { font-size: 29px; line-height: 42px; }
  h2 { font-size: 21px; line-height: 33px; }
  .mark { width: 40px; height: 40px; }
}
@media (max-width: 47.99em) {
  .results, .results tbody, .results tr, .results td, .results tr > th { display: block; width: auto; }
  .results caption { display: block; }
  .results thead { position: absolute; left: -999px; width: 1px; overflow: hidden; }
  .results tr { border-bottom: 1px solid var(--line); padding: 5px 0; }
  .results td, .results th { border: 0; padding: 0; }
  .results .chart { width: auto; padding: 0 6px; }
  .results td[data-label]::before { content: attr(data-label) " "; color: var(--ink2); }
  .hashes th, .hashes td { display: block; border: 0; padding: 0; }
}
@media print {
  html { background: #fff; font: 11.5pt/1.75 "Songti SC", "Noto Serif CJK SC", SimSun, serif; }
  body { background: #fff; }
  nav, .skip, .back { display: none; }
  main { border-top: 2px solid #000; box-shadow: none; }
  a { color: #000; text-decoration: none; }
  tr, .node > summary { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary::before { content: none; }
}
)";

}  // namespace

std::string style() {
    return std::string(css);
}

}  // namespace pingyi::scoring
