"""How every page looks: one style sheet, written into the page, since there is no build step."""

from __future__ import annotations

_FRAME = """
*{box-sizing:border-box}
:root{--ink:#1f2733;--soft:#667085;--line:#e6e8ec;--ground:#f4f5f7;--link:#2554c7;
--good:#067647;--bad:#b42318;--wait:#93530a}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);text-autospace:normal;
font:16px/1.65 -apple-system,BlinkMacSystemFont,"PingFang SC","Hiragino Sans GB",
"Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
main{max-width:27rem;min-height:100vh;margin:0 auto;padding:1rem 1.125rem 1.5rem;
display:flex;flex-direction:column}
main.wide{display:block;max-width:82rem;padding:1.25rem 1.5rem 3rem}
header{display:flex;gap:1rem;justify-content:space-between;align-items:center;
padding:.25rem .125rem .75rem;font-size:.9375rem}
h1{font-size:1.0625rem;font-weight:600;margin:0}
h2{font-size:1.0625rem;font-weight:600;margin:2rem 0 .625rem}
h2 small{color:var(--soft);font-weight:400;margin-left:.375rem}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
footer,.muted{color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
footer{margin-top:auto;padding-top:1.5rem;text-align:center}
:focus-visible{outline:3px solid #f5a524;outline-offset:2px}
.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
.card{background:#fff;border:1px solid var(--line);border-radius:.875rem;padding:1.25rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1.25rem;margin:0;font-size:.9375rem}
dt{color:var(--soft);white-space:nowrap;text-align:left}
dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
button,.button,input,select,textarea{font:inherit;color:inherit;border:1px solid #cfd4dc;
border-radius:.5rem;background:#fff}
button,.button{cursor:pointer;padding:.25rem .75rem}
button:hover{background:#f4f5f7}
input,select{padding:.25rem .5rem;max-width:100%}
"""

_PHONE = """
.bill{text-align:center;padding:1.75rem 1.25rem 1.25rem}
.bill dl{border-top:1px solid var(--line);margin-top:1.375rem;padding-top:1.125rem}
.subject{margin:0;font-size:1.0625rem;overflow-wrap:anywhere}
.amount{margin:.125rem 0 0;font-size:2.75rem;line-height:1.25;font-weight:600;
font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.amount::first-letter{font-size:.6em;font-weight:500}
.state{margin:0 0 1rem;font-size:1.25rem;font-weight:600}
.state svg{display:block;width:3.5rem;height:3.5rem;margin:0 auto .5rem}
.hint{margin:.75rem 0 0;color:var(--soft);font-size:.9375rem}
.alert{margin:1rem 0 0;padding:.5rem .75rem;border-radius:.5rem;background:#fef3f2;
color:var(--bad);font-size:.9375rem}
.ways{margin-top:1.25rem}
button.pay,.button.back,button.main{display:flex;width:100%;min-height:3.25rem;margin:.75rem 0 0;
align-items:center;justify-content:center;gap:.625rem;border:0;border-radius:.75rem;
font-size:1.0625rem;font-weight:500;color:#fff}
button.wechat{background:#058a4b}button.wechat:hover{background:#047a42}
button.alipay{background:#0f62d6}button.alipay:hover{background:#0c55bb}
button.main{background:var(--ink)}button.main:hover{background:#323c4c}
.button.back{margin-top:1.25rem;border:1px solid #cfd4dc;color:var(--ink)}
.mark{display:inline-grid;place-items:center;width:1.625rem;height:1.625rem;border-radius:.4375rem;
background:#fff;font-size:.9375rem;font-weight:700;line-height:1}
.wechat .mark{color:#058a4b}.alipay .mark{color:#0f62d6}
textarea{display:block;width:100%;min-height:9.5rem;padding:.625rem .75rem;
font:.8125rem/1.6 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
label{display:block;margin-bottom:.5rem}
"""

_CONSOLE = """
.wide header{flex-wrap:wrap;padding-bottom:.5rem}
.wide h1{font-size:1.25rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.125rem;margin-bottom:1rem;font-size:.9375rem}
.controls{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(21rem,1fr))}
.controls h2{margin:0 0 .625rem}
.controls form{display:flex;flex-wrap:wrap;gap:.5rem .375rem;align-items:center;font-size:.9375rem}
.controls p{margin:.375rem 0 .75rem}
.controls button{padding:.25rem .5rem}
.controls select{flex:1 1 100%;min-width:0}
.controls label{margin:0;color:var(--soft);font-size:.875rem}
.controls input{width:4.25rem;color:var(--ink)}
.controls ul{list-style:none;margin:.75rem 0 0;padding:0;font-size:.875rem}
.controls li{display:flex;gap:.75rem;justify-content:space-between;align-items:center;
border-top:1px solid var(--line);padding:.4375rem 0}
.controls li button{flex:none}
.time{font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}
button.danger{color:var(--bad);border-color:#e9b5b0}
.scroll{overflow-x:auto;padding:0}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.5rem .75rem;border-top:1px solid var(--line);vertical-align:top}
th{border-top:0;color:var(--soft);font-weight:500;white-space:nowrap}
td{white-space:nowrap}
td .long{display:block;min-width:9rem;white-space:normal;overflow-wrap:anywhere}
.tag{display:inline-block;padding:0 .5rem;border-radius:1rem;background:#eef0f3;
font-size:.8125rem;line-height:1.6;white-space:nowrap}
.tag.good{background:#e3f6ec}.tag.bad{background:#fdebe9}.tag.wait{background:#fdf1dc}
.log{padding:0;overflow:hidden;font-size:.875rem;font-variant-numeric:tabular-nums}
.log>details+details{border-top:1px solid var(--line)}
summary{cursor:pointer;padding:.5rem .75rem}
.log summary{display:grid;gap:.125rem 1rem;align-items:baseline;
grid-template-columns:10rem 15rem auto 1fr;overflow-wrap:anywhere}
.log summary:hover{background:#fafbfc}
.log summary>:first-child::before{content:"▸";display:inline-block;width:1.125rem;
color:var(--soft)}
.log details[open] summary>:first-child::before{content:"▾"}
.log dl{grid-template-columns:8.5rem minmax(0,1fr);gap:.625rem 1rem;font-size:.875rem;
padding:.375rem .875rem 1rem 2rem}
.log dd{text-align:left}
.log p{margin:0 0 .375rem}
pre,code{margin:0;font:.8125rem/1.6 ui-monospace,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;
white-space:pre-wrap;overflow-wrap:anywhere}
pre{background:#f8f9fa;border-radius:.5rem;padding:.5rem .75rem}
pre+pre{margin-top:.375rem}
.inline{display:inline}
@media(max-width:46rem){main.wide{padding:1rem}.log summary{grid-template-columns:1fr auto}
.log summary>.muted{display:none}
.log dl{grid-template-columns:minmax(0,1fr);gap:.25rem;padding-left:.875rem}
.log dd{margin-bottom:.5rem}.controls{grid-template-columns:minmax(0,1fr)}}
"""

CSS = f"{_FRAME}{_PHONE}{_CONSOLE}"
