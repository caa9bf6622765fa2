package dev.rondo.report.page;

import dev.rondo.report.facts.SampleRollout;
import dev.rondo.run.ShownState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a page as one HTML file. The same page gives the same bytes. */
public final class PageWriter {
  private final Page page;
  private final HtmlWriter html = new HtmlWriter();
  private final List<Chart> charts = new ArrayList<>();
  private final List<SampleRollout> samples = new ArrayList<>();
  private boolean hasTools;

  private PageWriter(Page page) {
    this.page = page;
  }

  /** The file's text. */
  public static String write(Page page) {
    return new PageWriter(page).write();
  }

  private String write() {
    String style = PageScript.style();
    String script = PageScript.script();
    html.raw("<!DOCTYPE html>\n").open("html", "lang", "en").line().open("head").line();
    html.open("meta", "charset", "utf-8").line();
    if (!page.state().isEmpty()) {
      html.raw(ShownState.element(page.state())).line();
    }
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    html.open(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src "
                + PageScript.source(style)
                + "; script-src "
                + PageScript.source(script))
        .line();
    if (page.refreshSeconds() > 0) {
      html.open("meta", "http-equiv", "refresh", "content", Integer.toString(page.refreshSeconds()))
          .line();
    }
    html.element("title", page.title() + " · Rondo").line();
    html.open("style").raw(style).close("style").line().close("head").line().open("body").line();
    html.element("a", "Skip to the content", "class", "skip", "href", "#content").line();
    heading();
    html.open("main", "id", "content").line();
    page.sections().forEach(this::section);
    html.close("main").line();
    data("charts", PageData.charts(charts));
    data("samples", PageData.samples(samples));
    html.open("script").raw(script).close("script").line();
    return html.close("body").line().close("html").line().toString();
  }

  private void data(String id, String json) {
    html.open("script", "type", "application/json", "id", id + "-data").raw(json);
    html.close("script").line();
  }

  private void heading() {
    html.open("header", "class", "top").element("p", "Rondo · run report", "class", "kicker");
    html.open("h1").foreign(page.title()).close("h1");
    html.open("p", "class", "lead").foreign(page.lead()).close("p");
    if (page.refreshSeconds() > 0) {
      html.element(
          "p",
          "Live: this page is read again every " + page.refreshSeconds() + " seconds.",
          "class",
          "notice");
    }
    html.open("nav", "aria-label", "Sections").open("ul");
    for (Section section : page.sections()) {
      if (!section.title().isEmpty()) {
        html.open("li").element("a", section.title(), "href", "#" + section.id()).close("li");
      }
    }
    html.close("ul").close("nav").close("header").line();
    html.open("noscript")
        .element(
            "p",
            "Charts and sampled rollouts need JavaScript; the tables do not.",
            "class",
            "notice")
        .close("noscript")
        .line();
  }

  private void section(Section section) {
    if (section.title().isEmpty()) {
      html.open("section", "id", section.id(), "aria-label", "Overview").line();
    } else {
      html.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title").line();
      html.element("h2", section.title(), "id", section.id() + "-title").line();
    }
    if (!section.note().isEmpty()) {
      html.open("p", "class", "note").foreign(section.note()).close("p").line();
    }
    section.blocks().forEach(block -> block(section, block));
    html.close("section").line();
  }

  private void block(Section section, Block block) {
    if (block instanceof Block.Tiles tiles) {
      tiles(tiles);
    } else if (block instanceof Block.Table table) {
      table(table);
    } else if (block instanceof Block.Charts shown) {
      charts(shown);
    } else if (block instanceof Block.HeatMap map) {
      heatMap(map);
    } else if (block instanceof Block.Samples shown) {
      samples.addAll(shown.samples());
      html.open("div", "id", "browser").close("div").line();
    } else if (block instanceof Block.Graph graph) {
      html.open(
          "div",
          "class",
          "scroll",
          "tabindex",
          "0",
          "role",
          "region",
          "aria-label",
          graph.caption());
      new GraphWriter(html, section.id()).write(graph);
      html.close("div").line();
    } else if (block instanceof Block.Preformatted text) {
      html.open("details").element("summary", text.summary());
      html.element(
          "pre", text.text(), "tabindex", "0", "role", "region", "aria-label", text.summary());
      html.close("details").line();
    } else if (block instanceof Block.Notice notice) {
      html.open("p", "class", notice.isWarning() ? "notice warning" : "notice");
      html.foreign(notice.text()).close("p").line();
    }
  }

  private void tiles(Block.Tiles tiles) {
    html.open("dl", "class", "tiles");
    for (Block.Tile tile : tiles.tiles()) {
      html.open("div", "class", "tile " + role(tile.role())).element("dt", tile.name());
      html.open("dd").element("b", tile.value());
      if (!tile.detail().isEmpty()) {
        html.element("small", tile.detail());
      }
      html.close("dd").close("div").line();
    }
    html.close("dl").line();
  }

  private static String role(Block.Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private void table(Block.Table table) {
    if (table.isCollapsed()) {
      html.open("details").element("summary", table.caption());
    }
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", table.caption());
    html.open("table");
    html.open("caption", "class", table.isCollapsed() ? "hidden" : null);
    html.element("span", table.caption()).close("caption"); // stays where a wide table scrolls
    html.open("thead").open("tr");
    table.header().forEach(name -> html.element("th", name, "scope", "col"));
    html.close("tr").close("thead").line().open("tbody").line();
    for (List<Block.Cell> row : table.rows()) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        cell(row.get(i), i == 0);
      }
      html.close("tr").line();
    }
    html.close("tbody").close("table").close("div");
    if (table.isCollapsed()) {
      html.close("details");
    }
    html.line();
  }

  private void cell(Block.Cell cell, boolean namesRow) {
    String tag = namesRow ? "th" : "td";
    html.open(tag, "scope", namesRow ? "row" : null).foreign(cell.text());
    if (!cell.detail().isEmpty()) {
      html.open("small").foreign(cell.detail()).close("small");
    }
    html.close(tag);
  }

  private void charts(Block.Charts block) {
    boolean isSmoothed = block.charts().stream().anyMatch(Chart::isSmoothed);
    if (isSmoothed && !hasTools) {
      hasTools = true;
      html.open("div", "id", "tools").close("div").line();
    }
    html.open("div", "class", "charts").line();
    for (Chart chart : block.charts()) {
      html.open("figure", "id", chart.id(), "class", "chart");
      html.open("figcaption").element("h3", chart.title());
      if (!chart.unit().name().isEmpty()) {
        html.element("span", chart.unit().name(), "class", "unit");
      }
      html.close("figcaption");
      if (chart.lines().isEmpty()) {
        html.element("p", "No values yet.", "class", "notice");
      } else {
        html.open("div", "class", "legend").close("div");
        html.open("div", "class", "plot", "data-chart", Integer.toString(charts.size()));
        html.close("div").element("p", chart.axis().label(), "class", "axis");
        charts.add(chart);
      }
      html.close("figure").line();
    }
    html.close("div").line();
  }

  private void heatMap(Block.HeatMap map) {
    html.open(
        "div",
        "class",
        "scroll heat",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        map.caption());
    html.open("table").element("caption", map.caption(), "class", "hidden");
    html.open("thead").open("tr").element("th", "problem", "scope", "col");
    map.policies().forEach(policy -> html.element("th", policy, "scope", "col"));
    html.close("tr").close("thead").line().open("tbody").line();
    for (Block.HeatRow row : map.problems()) {
      html.open("tr").open("th", "scope", "row", "title", row.text().isEmpty() ? null : row.text());
      html.foreign(shortened(row.text().isEmpty() ? row.id() : row.text())).close("th");
      for (Double share : row.shares()) {
        if (share == null) {
          html.element("td", "–");
        } else {
          html.element(
              "td",
              Long.toString(Math.round(100 * share)),
              "class",
              "h" + Math.min(10, Math.max(0, Math.round(10 * share))));
        }
      }
      html.close("tr").line();
    }
    html.close("tbody").close("table").close("div").line();
  }

  private static String shortened(String text) {
    int most = 60;
    String line = text.replace('\n', ' ');
    if (line.length() <= most) {
      return line;
    }
    return line.substring(0, Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most)
        + "…";
  }
}
