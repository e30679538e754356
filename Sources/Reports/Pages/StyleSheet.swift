/// How pages and pictures look: on light ground, on dark, on a phone and on paper. Nothing comes from elsewhere.
enum StyleSheet {
    /// For a picture that is a file of its own, which not only browsers show: without variables.
    static let attentionFile = """
        .ground{fill:#fff}text{font:12px system-ui,sans-serif;fill:#1c2430}.title{font-weight:600;font-size:13px}\
        .cell{fill:#1f5fd0}.frame{fill:none;stroke:#aab3bf}.row{fill:#000;fill-opacity:0}\
        @media (prefers-color-scheme:dark){.ground{fill:#12161c}text{fill:#e4e8ee}.cell{fill:#6cb0ff}\
        .frame{stroke:#5b6675}}
        """

    private static let light = """
        --ground:#fff;--ink:#1c2430;--soft:#566070;--line:#d9dee5;--card:#f6f8fa;--one:#1f5fd0;--two:#c2410c;\
        --wrong:#b42318;--wrongground:#fde8e6;--missing:#1a6e33;--missingground:#dff3e4
        """

    private static let dark = """
        --ground:#12161c;--ink:#e4e8ee;--soft:#9aa5b4;--line:#323b47;--card:#1a2029;--one:#6cb0ff;--two:#ff9a5c;\
        --wrong:#ff9b92;--wrongground:#43201d;--missing:#7fd898;--missingground:#17351f
        """

    /// For a page.
    static let page = """
        :root{color-scheme:light dark;\(light)}
        @media (prefers-color-scheme:dark){:root{\(dark)}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        main{max-width:1280px;margin:0 auto;padding:16px}
        h1{font-size:1.5rem;line-height:1.25;margin:.2em 0;overflow-wrap:anywhere}
        h2{font-size:1.15rem;margin:2em 0 .6em;padding-bottom:.2em;border-bottom:1px solid var(--line)}
        h3{font-size:1rem;margin:1.2em 0 .4em}
        p{margin:.4em 0;max-width:75ch;overflow-wrap:anywhere}
        .soft,figcaption,caption{color:var(--soft)}
        .grid{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(310px,100%),1fr))}
        .card{margin:0;padding:10px;background:var(--card);border:1px solid var(--line);border-radius:6px;min-width:0}
        .facts{display:grid;gap:10px;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));margin:12px 0;padding:0}
        .facts>div{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:8px 10px;min-width:0}
        .facts dt{color:var(--soft);font-size:.8rem}
        .facts dd{margin:0;font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
        figcaption{font-size:.85rem;display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline}
        figcaption strong{color:var(--ink);font-size:.95rem}
        .key{display:inline-flex;align-items:center;gap:5px}
        .swatch{width:14px;height:3px;border-radius:2px;background:var(--one)}.key2 .swatch{background:var(--two)}
        svg.chart{display:block;width:100%;height:auto}
        svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
        svg .grid{stroke:var(--line);fill:none;display:inline}
        path.line1,path.line2{fill:none;stroke:var(--one);stroke-width:1.6;stroke-linejoin:round}
        path.line2{stroke:var(--two)}circle.line1{fill:var(--one)}circle.line2{fill:var(--two)}
        circle.best{stroke:var(--ink);stroke-width:1.2}
        .bar{fill:var(--one)}
        .wide{align-items:start;grid-template-columns:repeat(auto-fill,minmax(min(380px,100%),1fr))}
        .attentions{display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start}.attended{max-width:100%}
        .scroll{overflow-x:auto;max-width:100%}
        svg.attention{display:block}
        svg.attention text{font-size:12px;fill:var(--ink)}svg.attention .title{font-weight:600;font-size:13px}
        .cell{fill:var(--one)}.frame{fill:none;stroke:var(--soft)}.row{fill:#000;fill-opacity:0}
        table{border-collapse:collapse;font-size:.9rem}
        th,td{text-align:start;vertical-align:top;padding:3px 12px 3px 0;border-bottom:1px solid var(--line)}
        td{overflow-wrap:anywhere;min-width:5ch}td:first-child{overflow-wrap:normal}
        th{font-weight:600;color:var(--soft)}summary{cursor:pointer;color:var(--soft);margin:10px 0}
        .number{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
        caption{text-align:start;font-size:.85rem}
        ul.columns{list-style:none;margin:0;padding:0;columns:15em;font-size:.9rem}
        ol.pairs{list-style:none;margin:0;padding:0;display:grid;gap:8px;align-items:start}
        ol.pairs{grid-template-columns:repeat(auto-fill,minmax(min(380px,100%),1fr))}
        .pair{overflow-wrap:anywhere;break-inside:avoid}
        .pair dl{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:1px 10px}
        .pair dt{color:var(--soft);font-size:.8rem;padding-top:.15em}.pair dd{margin:0;min-width:0}
        mark{border-radius:2px;color:var(--wrong);background:var(--wrongground);text-decoration:underline wavy 1px}
        mark.missing{color:var(--missing);background:var(--missingground);text-decoration:underline 1px}
        .pair dl.said{margin-top:6px;padding-top:6px;border-top:1px solid var(--line)}
        bdi{white-space:pre-wrap}
        pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:10px;white-space:pre-wrap;\
        overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}
        ul{padding-inline-start:1.2em;overflow-wrap:anywhere}
        @media (max-width:480px){main{padding:10px}body{font-size:14px}}
        @media print{:root{\(light)}main{max-width:none;padding:0}body{font-size:10pt}
        .card,figure,.facts>div,tr,.pair{break-inside:avoid}h2,h3{break-after:avoid}
        .grid{grid-template-columns:1fr 1fr}.scroll{overflow:visible}svg.attention{max-width:100%;height:auto}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """
}
