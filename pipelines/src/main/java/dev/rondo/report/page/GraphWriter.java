package dev.rondo.report.page;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a graph in lanes as SVG: nodes as boxes with two lines of text, edges as curves. */
final class GraphWriter {
  private static final int LEFT = 96;
  private static final int TOP = 28;
  private static final int COLUMN = 172;
  private static final int BOX_WIDTH = 148;
  private static final int BOX_HEIGHT = 42;
  private static final int GAP = 10;
  private static final int LANE_GAP = 34;

  private record Place(int x, int y) {}

  private final HtmlWriter html;
  private final String id;

  GraphWriter(HtmlWriter html, String id) {
    this.html = html;
    this.id = id;
  }

  void write(Block.Graph graph) {
    int lanes = graph.lanes().size();
    int columns = graph.columns().size();
    int[][] stacked = new int[lanes][columns];
    int[] tallest = new int[lanes];
    for (Block.Node node : graph.nodes()) {
      int count = ++stacked[node.lane()][node.column()];
      tallest[node.lane()] = Math.max(tallest[node.lane()], count);
    }
    int[] laneTop = new int[lanes + 1];
    laneTop[0] = TOP;
    for (int lane = 0; lane < lanes; lane++) {
      int boxes = Math.max(1, tallest[lane]);
      laneTop[lane + 1] = laneTop[lane] + boxes * (BOX_HEIGHT + GAP) + LANE_GAP;
    }
    Map<String, Place> places = places(graph, laneTop);
    int width = LEFT + columns * COLUMN;
    int height = laneTop[lanes] - LANE_GAP + GAP;
    html.open(
        "svg",
        "class",
        "graph",
        "viewBox",
        "0 0 " + width + " " + height,
        "width",
        Integer.toString(width),
        "height",
        Integer.toString(height),
        "role",
        "img",
        "aria-label",
        graph.caption());
    arrowHead();
    for (int column = 0; column < columns; column++) {
      label(
          "column",
          LEFT + column * COLUMN + BOX_WIDTH / 2,
          16,
          "middle",
          name(graph.columns(), column));
    }
    for (int lane = 0; lane < lanes; lane++) {
      label("lane", 4, laneTop[lane] + BOX_HEIGHT / 2 + 4, "start", name(graph.lanes(), lane));
    }
    graph.edges().forEach(edge -> edge(edge, places));
    graph.nodes().forEach(node -> node(node, places.get(node.id())));
    html.close("svg");
  }

  private static Map<String, Place> places(Block.Graph graph, int[] laneTop) {
    int[][] placed = new int[graph.lanes().size()][graph.columns().size()];
    Map<String, Place> places = new HashMap<>();
    for (Block.Node node : graph.nodes()) {
      int index = placed[node.lane()][node.column()]++;
      places.put(
          node.id(),
          new Place(
              LEFT + node.column() * COLUMN, laneTop[node.lane()] + index * (BOX_HEIGHT + GAP)));
    }
    return places;
  }

  private static String name(List<String> names, int index) {
    return names.get(index);
  }

  private void arrowHead() {
    html.open("defs")
        .open(
            "marker",
            "id",
            id + "-arrow",
            "viewBox",
            "0 0 8 8",
            "refX",
            "8",
            "refY",
            "4",
            "markerWidth",
            "7",
            "markerHeight",
            "7",
            "orient",
            "auto");
    html.open("path", "d", "M0 0L8 4L0 8Z").close("path").close("marker").close("defs").line();
  }

  private void edge(Block.Edge edge, Map<String, Place> places) {
    Place from = places.get(edge.from());
    Place to = places.get(edge.to());
    if (from == null || to == null) {
      return;
    }
    String path;
    if (from.x() == to.x()) {
      boolean isDown = from.y() < to.y();
      int x = from.x() + BOX_WIDTH / 2;
      path =
          String.format(
              Locale.ROOT,
              "M%d %dL%d %d",
              x,
              isDown ? from.y() + BOX_HEIGHT : from.y(),
              x,
              isDown ? to.y() : to.y() + BOX_HEIGHT);
    } else {
      int x1 = from.x() + BOX_WIDTH;
      int y1 = from.y() + BOX_HEIGHT / 2;
      int x2 = to.x();
      int y2 = to.y() + BOX_HEIGHT / 2;
      int bend = COLUMN - BOX_WIDTH;
      path =
          String.format(
              Locale.ROOT,
              "M%d %dC%d %d %d %d %d %d",
              x1,
              y1,
              x1 + bend,
              y1,
              x2 - bend,
              y2,
              x2,
              y2);
    }
    html.open("path", "class", "edge", "d", path, "marker-end", "url(#" + id + "-arrow)");
    html.element("title", edge.role()).close("path").line();
  }

  private void node(Block.Node node, Place place) {
    html.open("g");
    html.element("title", node.name() + " " + node.detail());
    html.open(
            "rect",
            "x",
            Integer.toString(place.x()),
            "y",
            Integer.toString(place.y()),
            "width",
            Integer.toString(BOX_WIDTH),
            "height",
            Integer.toString(BOX_HEIGHT),
            "rx",
            "6")
        .close("rect");
    label("name", place.x() + 10, place.y() + 18, "start", node.name());
    label("detail", place.x() + 10, place.y() + 34, "start", node.detail());
    html.close("g").line();
  }

  private void label(String style, int x, int y, String anchor, String text) {
    html.element(
        "text",
        text,
        "class",
        style,
        "x",
        Integer.toString(x),
        "y",
        Integer.toString(y),
        "text-anchor",
        anchor);
  }
}
