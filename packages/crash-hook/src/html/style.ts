/** The style sheet of the page. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --raised: #f5f6f8; --line: #d5d9df; --text: #1d2127; --soft: #57606b;
  --error: #b3261e; --error-back: #fdeeec; --link: #1a5fb4;
  --bar: #bcd4f0; --bar-pale: #dfe6ee; --on-error: #ffffff;
  --mono: ui-monospace, 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #15181c; --raised: #1e2228; --line: #363c45; --text: #e4e7eb; --soft: #a0a9b5;
    --error: #ff8f85; --error-back: #3a1f1d; --link: #86b8f5;
    --bar: #2f5580; --bar-pale: #343b45; --on-error: #15181c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere;
}
/* Characters that were joined to one can't be broken. */
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-x: clip; }
h1, h2, h3, h4, h5, h6, p, dl, ol, ul { margin: 0; }
h1 { font-size: 1.125rem; }
h2 { font-size: 1.125rem; margin-bottom: .75rem; }
h3, h4, h5, h6 { font-size: 1rem; margin-bottom: .5rem; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin-bottom: 1.5rem; }
header p, .note, .stack, summary, .axis, caption, th { color: var(--soft); }
main > section { padding: 1.5rem 0; border-top: 1px solid var(--line); }
code, .message, .source, .code { font-family: var(--mono); font-size: .875rem; }
code, dd, .message { unicode-bidi: isolate; }
a { color: var(--link); }
ol, ul { padding: 0; list-style: none; }
summary { cursor: pointer; width: fit-content; }
.note { margin-top: .75rem; }

main > .error {
  padding: 1.25rem; border: 1px solid var(--line); border-left: 4px solid var(--error); border-radius: 4px;
  margin-bottom: 1.5rem;
}
.error + section { border-top: 0; padding-top: 0; }
.error h2 { color: var(--error); font-size: 1.375rem; margin-bottom: .5rem; }
.code { color: var(--soft); font-weight: normal; border: 1px solid var(--line); border-radius: 4px; padding: 0 .375rem; }
.message { white-space: pre-wrap; max-height: 24rem; overflow: auto; margin-bottom: .75rem; }

dl { display: grid; gap: .25rem; }
dl > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
dl + dl, .source + dl { margin-top: .75rem; }
progress { width: 10rem; max-width: 100%; margin-right: .5rem; accent-color: var(--link); vertical-align: middle; }

.source {
  margin-top: .75rem; padding: .5rem 0; overflow-x: auto;
  background: var(--raised); border-radius: 4px;
}
.source li { display: flex; min-width: 100%; width: max-content; padding-right: 1rem; }
.source span { white-space: pre; overflow-wrap: normal; }
.source b { flex: none; width: 3.5rem; padding-right: 1rem; text-align: right; color: var(--soft); font-weight: normal; }
.source .marked { background: var(--error-back); padding-bottom: .875rem; }
.source .marked b { color: var(--error); font-weight: bold; }
mark { position: relative; background: none; color: var(--error); font-weight: bold; }
mark::after { content: '^'; position: absolute; left: 0; top: 1em; }

.stack li { padding-left: 1.5rem; text-indent: -1.5rem; }
.stack details { text-indent: 0; }
.stack details .stack { padding-left: 0; }
.stack summary { font-size: .875rem; margin-left: -1.5rem; }
.stack .own { color: var(--text); font-weight: 600; }

article { padding-left: 1rem; border-left: 2px solid var(--line); }
article + article, article > section, article > details, article > dl + dl { margin-top: 1rem; }
article article article article { padding-left: 0; border-left: 0; }
article details .stack { margin-top: .5rem; }

.spans > li { padding-left: calc(var(--depth) * 1.25rem); margin-bottom: .25rem; }
.spans > li > code { font-weight: 600; }
.spans > li > dl { padding-left: 1.25rem; font-size: .9375rem; }
.spans + dl { margin-top: .75rem; }
.workers li + li { margin-top: .25rem; }
.earlier { padding-left: 2rem; list-style: decimal; margin-top: .75rem; }
.earlier li + li { margin-top: .5rem; }
.earlier time { color: var(--soft); }
section > p + dl { margin-top: .75rem; }

.timeline li + li { margin-top: .75rem; }
.badge { color: var(--error); font-weight: 600; }
.track {
  position: relative; height: 1.75rem; overflow: hidden;
  background: var(--raised); border-right: 2px solid var(--error);
}
.track i {
  position: absolute; top: .25rem; bottom: .25rem; min-width: 2px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis;
  background: var(--bar); border-left: 1px solid var(--raised); color: var(--text);
  font: .75rem/1.25rem var(--mono); text-align: left;
}
.track i.several { background: var(--bar-pale); }
.track i.last { background: var(--error); color: var(--on-error); }
.track i.loss {
  top: 0; bottom: 0; padding-left: .125rem;
  background: none; border: 0; color: var(--error); font-weight: bold; line-height: 1.75rem;
}
.track span { padding: 0 .25rem; }
.axis + details { margin-top: .25rem; }
.axis { position: relative; height: 1.5rem; font-size: .8125rem; overflow: hidden; }
.axis span { position: absolute; transform: translateX(50%); white-space: nowrap; padding-top: .125rem; }
.axis .right { transform: translateX(100%); }
.axis span:first-child { transform: none; color: var(--error); }
table { border-collapse: collapse; width: 100%; margin-top: .75rem; font-size: .875rem; }
caption, th, td { text-align: left; font-weight: normal; vertical-align: top; }
caption { font-weight: 600; }
th, td { padding: .125rem .75rem .125rem 0; white-space: nowrap; }
td:last-child { white-space: normal; width: 100%; font-family: var(--mono); }

@media (max-width: 36rem) {
  main { padding-top: 1rem; }
  dl > div { grid-template-columns: 6.5rem minmax(0, 1fr); gap: .5rem; }
  progress { display: block; width: 100%; margin: .25rem 0; }
  .spans > li { padding-left: calc(var(--depth) * .5rem); }
  .spans > li > dl { padding-left: .5rem; }
}
`;
