package dev.rondo.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the text of a response that is meant as its final answer. One candidate, never several to
 * choose from: what is read from it is the verifier's affair.
 *
 * <p>Linear in the response: plain scans, no regular expressions. Reasoning up to the last {@code
 * </think>} is left out; of what remains the last {@value #WINDOW} characters are looked at.
 */
public final class AnswerExtractor {
  /** The answer is at the end: more text than this is not searched. */
  static final int WINDOW = 100_000;

  private static final String THINK_START = "<think>";
  private static final String THINK_END = "</think>";
  private static final String ANSWER_START = "<answer>";

  /** Longest text of one candidate; longer ones are cut and thus not readable. */
  static final int MOST_CHARACTERS = 10_001;

  private static final int MOST_JOINED = 20;

  private static final Set<String> ABBREVIATIONS =
      Set.of("p.m", "a.m", "approx", "sq", "i.e", "d.h", "e.g");

  private AnswerExtractor() {}

  /**
   * The candidate of a response.
   *
   * @param text what stands there, without the marks around it; null if there is none
   * @param rung what marked it; null if there is none
   * @param problem null, {@code no-answer} or {@code unreadable-answer} (the last box is not
   *     closed, or a command in it is redefined)
   * @param restated what words behind a box state as the answer; null if they state none
   */
  public record Candidate(String text, Rung rung, String problem, String restated) {
    static final Candidate NONE = new Candidate(null, null, "no-answer");

    Candidate(String text, Rung rung, String problem) {
      this(text, rung, problem, null);
    }
  }

  /** Whether a prompt ends with the tag that opens the reasoning, which the response then lacks. */
  public static boolean opensReasoning(String prompt) {
    return prompt.stripTrailing().endsWith(THINK_START);
  }

  /**
   * A response that begins inside of reasoning, as one that shows so if the reasoning never ends.
   */
  public static String begunInReasoning(String response) {
    return response.contains(THINK_END) ? response : THINK_START + response;
  }

  /** The candidate of a response; total over all texts. */
  public static Candidate extract(String response, Extraction extraction) {
    if (response == null) {
      return Candidate.NONE;
    }
    if (extraction != Extraction.UNFINISHED && isUnfinished(response)) {
      return new Candidate(null, null, "unfinished-reasoning");
    }
    Candidate candidate = candidate(withoutReasoning(response), extraction);
    boolean isOther = candidate.text() != null && Redefinitions.touch(response, candidate.text());
    return isOther ? new Candidate(null, null, "unreadable-answer") : candidate;
  }

  private static Candidate candidate(String scope, Extraction extraction) {
    if (extraction != Extraction.LADDER) {
      return boxed(scope);
    }
    String tagged = tagged(scope);
    if (tagged != null) {
      Candidate inside = ladder(tagged);
      if (inside.rung() == Rung.WHOLE || inside.rung() == Rung.LAST_EXPRESSION) {
        return new Candidate(inside.text(), Rung.ANSWER_TAG, null);
      }
      if (inside.problem() == null) {
        return inside;
      }
    }
    return ladder(scope);
  }

  private static Candidate ladder(String scope) {
    Candidate box = boxed(scope);
    if (box.rung() == Rung.BOXED) {
      return box;
    }
    List<Boxes.Box> boxes = Boxes.in(scope);
    if (!boxes.isEmpty()) {
      // A box that is empty, open or taken back says that there is no answer, unless words state
      // one behind it.
      int to = boxes.get(boxes.size() - 1).to();
      Candidate behind = to < 0 ? null : stated(scope.substring(to + 1));
      return behind == null ? box : behind;
    }
    Candidate stated = stated(scope);
    if (stated != null) {
      return stated;
    }
    String lower = lower(scope);
    String whole = scope.strip();
    if (whole.isEmpty()) {
      return Candidate.NONE;
    }
    boolean isShort = whole.length() <= 1000 && whole.indexOf("\n\n") < 0;
    boolean isOneSentence = whole.indexOf('\n') < 0 && whole.indexOf(". ") < 0;
    boolean isDoubted =
        isShort
            && isOneSentence
            && (AnswerDoubts.isRefuted(lower)
                || AnswerDoubts.isUnsaid(lower)
                || AnswerDoubts.isAboutAnswer(lower)
                || DeniedValue.isAskedOrDenied(whole));
    if (isDoubted || SentenceDoubts.stateNothing(lower)) {
      return Candidate.NONE;
    }
    if (isShort && isOneSentence && AnswerWords.speaksOfAnswer(lower)) {
      whole = AnswerWords.withoutReason(whole);
    }
    whole = ReasonClauses.without(whole);
    whole = whole.startsWith("> ") ? whole.substring(2).strip() : whole; // a quotation
    return new Candidate(whole, isShort ? Rung.WHOLE : Rung.LAST_EXPRESSION, null);
  }

  /** What words or hashes state as the answer; null if none do. */
  private static Candidate stated(String scope) {
    String lower = lower(scope);
    String text = AnswerWords.stated(scope, lower, true);
    int hashes = lastOf(scope, "####");
    boolean isInside = text != null && text.indexOf("####") >= 0;
    if (text != null && !isInside) {
      return new Candidate(text, Rung.FINAL_ANSWER, null);
    }
    if (hashes >= 0) {
      text = segment(scope, hashes + 4);
      if (!text.isEmpty()) {
        return new Candidate(text, Rung.HASHES, null);
      }
    }
    text = AnswerWords.stated(scope, lower, false);
    return text == null ? null : new Candidate(text, Rung.THE_ANSWER_IS, null);
  }

  /**
   * Whether reasoning began, and neither it ended nor an answer began: its last box may be a try.
   */
  static boolean isUnfinished(String response) {
    String tail = response.substring(Math.max(0, response.length() - WINDOW));
    int open = lastOf(tail, THINK_START);
    if (open >= 0) {
      return tail.indexOf(THINK_END, open) < 0 && tail.indexOf(ANSWER_START, open) < 0;
    }
    // What begins with reasoning longer than the window, and has no end in it.
    return response.length() > WINDOW
        && response.startsWith(THINK_START, firstLetter(response))
        && response.indexOf(THINK_END) < 0;
  }

  /** The last place of a word that most texts lack, which the search forwards finds out sooner. */
  static int lastOf(String text, String word) {
    return text.indexOf(word) < 0 ? -1 : text.lastIndexOf(word);
  }

  private static int firstLetter(String text) {
    int from = 0;
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    return from;
  }

  /** What stands behind the last end of reasoning; all of it if there is none. */
  static String behindReasoning(String response) {
    int end = lastOf(response, THINK_END);
    return end < 0 ? response : response.substring(end + THINK_END.length());
  }

  static String withoutReasoning(String response) {
    int window = Math.max(0, response.length() - WINDOW);
    // A tag that ends before the window leaves nothing out of it.
    String tail = response.substring(Math.max(0, window - THINK_END.length()));
    int end = lastOf(tail, THINK_END);
    int from = response.length() - tail.length() + end + THINK_END.length();
    return response.substring(end < 0 ? window : Math.max(from, window));
  }

  /** What stands in the last answer tag; null if there is none or it is empty. */
  private static String tagged(String scope) {
    int open = lastOf(scope, ANSWER_START);
    if (open < 0) {
      return null;
    }
    int from = open + ANSWER_START.length();
    int close = scope.indexOf("</answer>", from);
    String text = scope.substring(from, close < 0 ? scope.length() : close).strip();
    return text.isEmpty() ? null : text;
  }

  // ---- boxes
  // -------------------------------------------------------------------------------------

  /** The last box, and those before it that belong to the same answer. */
  private static Candidate boxed(String scope) {
    List<Boxes.Box> boxes = Boxes.in(scope);
    if (boxes.isEmpty()) {
      return Candidate.NONE;
    }
    int last = boxes.size() - 1;
    if (boxes.get(last).to() < 0) {
      return new Candidate(null, null, "unreadable-answer");
    }
    int first = last;
    while (first > 0
        && last - first < MOST_JOINED
        && boxes.get(first - 1).to() >= 0
        && JoinedBoxes.areOneAnswer(
            scope, boxes.get(first - 1).to() + 1, boxes.get(first).start())) {
      first--;
    }
    String joined = joined(scope, boxes.subList(first, last + 1));
    if (joined.isBlank()) {
      return new Candidate(null, null, "no-answer");
    }
    Boxes.Box box = boxes.get(last);
    if (BoxDoubts.isDeniedBefore(scope, box.start())
        || StruckBoxes.isStruck(scope, box)
        || BoxRevisions.isSupposed(scope, box.start())
        || WordsAtBox.areUnsettling(scope, box)
        || first == last && BoxFormula.isTorn(scope, box)) {
      return Candidate.NONE;
    }
    String whole = first == last ? BoxFormula.whole(scope, box) : null;
    whole = first == last && whole == null ? WordsAtBox.with(scope, box) : whole;
    String text = cut(whole == null ? joined.strip() : whole);
    String behind = scope.substring(Boxes.end(scope, box));
    if (!behind.isBlank()) {
      behind = behind.substring(0, Math.min(behind.length(), BoxDoubts.MOST_CHARACTERS));
      behind = NextTask.before(behind);
      int takenBack = BoxDoubts.takenBack(behind, text);
      Candidate stated = stated(takenBack < 0 ? behind : behind.substring(takenBack));
      boolean isNumbered =
          stated != null && stated.rung() == Rung.HASHES && behind.contains(stated.text() + ". ");
      stated = isNumbered ? null : stated; // "#### 1. The perimeter is 12."
      String other = stated == null ? BoxDoubts.offered(behind) : stated.text();
      String tagged = stated == null && other == null ? tagged(behind) : null;
      other = tagged == null ? other : tagged;
      boolean isAgain = other != null && bare(other).equals(bare(text));
      boolean isRevised = takenBack >= 0 || BoxRevisions.isRevised(behind, bare(text));
      return isRevised && !isAgain ? Candidate.NONE : new Candidate(text, Rung.BOXED, null, other);
    }
    return new Candidate(text, Rung.BOXED, null);
  }

  private static String bare(String text) {
    return text.replace("$", "").replace(" ", "");
  }

  /**
   * All boxes of a text as one list, equal ones once; null if one is not closed or there are none.
   */
  public static String allBoxed(String text) {
    List<Boxes.Box> boxes = Boxes.in(text);
    boolean areClosed = boxes.stream().allMatch(box -> box.to() >= 0);
    return boxes.isEmpty() || !areClosed ? null : joined(text, boxes);
  }

  /** Boxes as a list; with the names that they are given, if each has one of its own. */
  private static String joined(String scope, List<Boxes.Box> boxes) {
    List<String> contents = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Boxes.Box box : boxes) {
      contents.add(content(scope, box));
      names.add(JoinedBoxes.nameBefore(scope, box.start()));
    }
    boolean areNamed = boxes.size() > 1 && names.size() == boxes.size() && !names.contains(null);
    StringBuilder joined = new StringBuilder();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < contents.size(); i++) {
      if (!areNamed && !known.add(contents.get(i))) {
        continue;
      }
      if (!joined.isEmpty()) {
        joined.append(JoinedBoxes.joint(scope, boxes.get(i - 1).to() + 1, boxes.get(i).start()));
      }
      if (areNamed) {
        joined.append(JoinedBoxes.nameBefore(scope, boxes.get(i).start())).append(" = ");
      }
      joined.append(contents.get(i));
    }
    return joined.toString();
  }

  private static String content(String scope, Boxes.Box box) {
    return withoutNested(scope.substring(box.from(), box.to()).strip());
  }

  /** Boxes in a box: one that is all of it taken off, several side by side as a list. */
  private static String withoutNested(String content) {
    if (!content.contains("\\boxed") && !content.contains("\\fbox")) {
      return content;
    }
    List<Boxes.Box> inner = Boxes.in(content);
    StringBuilder written = new StringBuilder();
    int from = 0;
    for (Boxes.Box box : inner) {
      if (box.to() < 0) {
        return content;
      }
      String before = content.substring(from, box.start());
      written.append(from > 0 && before.isBlank() ? ", " : before);
      String inside = content.substring(box.from(), box.to()).strip();
      boolean isAlone = inner.size() == 1 && before.isBlank();
      written.append(isAlone ? inside : "{" + inside + "}");
      boolean isBraced = content.charAt(box.from() - 1) == '{';
      from = Math.min(content.length(), box.to() + (isBraced ? 1 : 0));
    }
    return written.append(content.substring(from)).toString().strip();
  }

  // ---- sentences
  // ---------------------------------------------------------------------------------

  /** The sentence, formula or line that begins here, without marks around it; empty if none. */
  static String segment(String text, int from) {
    int i = from;
    while (i < text.length() && " \t\r\n*_:：=\"'>".indexOf(text.charAt(i)) >= 0) {
      boolean isQuotation = i == 0 || text.charAt(i - 1) == '\n' || text.charAt(i - 1) == '*';
      if (text.charAt(i) == '>' && !isQuotation) {
        break; // greater than
      }
      i++;
    }
    int end = i;
    boolean inDollars = false;
    int environment = 0;
    int braces = 0;
    for (; end < text.length() && end - i < MOST_CHARACTERS; end++) {
      char c = text.charAt(end);
      if (c == '\\' && end + 1 < text.length()) {
        char next = text.charAt(++end);
        environment += next == '[' || next == '(' ? 1 : next == ']' || next == ')' ? -1 : 0;
        continue;
      }
      if (c == '$') {
        if (end + 1 < text.length() && text.charAt(end + 1) == '$') {
          end++;
        }
        inDollars = !inDollars;
      }
      braces += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == '\n' && !(environment > 0 || (inDollars && closesSoon(text, end)) || braces > 0)) {
        break;
      }
      if (c == '\n' && end + 1 < text.length() && text.charAt(end + 1) == '\n') {
        break;
      }
      if (c == '。' || (c == '.' && endsSentence(text, end))) {
        break;
      }
    }
    String segment = text.substring(i, Math.min(end, text.length())).strip();
    segment = withoutClosing(segment, text.substring(from, i).strip());
    int last = segment.length();
    while (last > 0 && "*_\"'".indexOf(segment.charAt(last - 1)) >= 0) {
      last--;
    }
    return segment.substring(0, last).strip();
  }

  /** Without the marks of bold type that belong to those before a segment: 8** apples. */
  private static String withoutClosing(String segment, String before) {
    for (String mark : new String[] {"**", "__"}) {
      int close = before.endsWith(mark) ? segment.indexOf(mark) : -1;
      if (close > 0) {
        return segment.substring(0, close) + segment.substring(close + mark.length());
      }
    }
    return segment;
  }

  private static boolean closesSoon(String text, int at) {
    int end = Math.min(text.length() - 1, at + 1000);
    for (int i = at; i < end; i++) {
      if (text.charAt(i) == '$') {
        return true;
      }
      if (text.charAt(i) == '\n' && text.charAt(i + 1) == '\n') {
        return false;
      }
    }
    return text.charAt(end) == '$';
  }

  private static boolean endsSentence(String text, int dot) {
    if (dot + 1 >= text.length()) {
      return true;
    }
    char next = text.charAt(dot + 1);
    return (Character.isWhitespace(next) || next == '<' || next == '*' || next == '"')
        && !isAbbreviation(text, dot);
  }

  private static boolean isAbbreviation(String text, int dot) {
    int start = dot;
    while (start > 0
        && (Character.isLetter(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
      start--;
    }
    String word = lower(text.substring(start, dot));
    return ABBREVIATIONS.contains(word);
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
  }

  /** Lower case, character by character, so that positions stay. */
  static String lower(String text) {
    char[] characters = text.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      char c = characters[i];
      if (c >= 'A' && c <= 'Z') {
        characters[i] = (char) (c + 32);
      } else if (c > 127) {
        characters[i] = Character.toLowerCase(c);
      }
    }
    return new String(characters);
  }
}
