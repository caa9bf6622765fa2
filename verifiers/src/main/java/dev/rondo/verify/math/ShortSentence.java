package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a short sentence that is a whole answer: "f is even", "Yes, it is divisible". */
final class ShortSentence {
  /** What is said of a name has this many words at most. */
  private static final int MOST_OF_PREDICATE = 6;

  /** What is said to be something is named in this many characters at most. */
  private static final int MOST_OF_SUBJECT = 40;

  /** A reply with its reason has this many characters at most. */
  private static final int MOST_OF_REPLY = 120;

  private static final List<String> VERBS =
      List.of(" is ", " are ", " has ", " have ", " was ", " will be ", " must be ", " falls on ");

  /** What something does, where that alone is a whole answer; longer ones first. */
  private static final String[] DOING = {
    " does not exist",
    " doesn't exist",
    " do not exist",
    " don't exist",
    " exists",
    " diverges absolutely",
    " diverges",
    " does not converge",
    " doesn't converge",
    " converges absolutely",
    " converges conditionally",
    " converges uniformly",
    " converges",
    " existiert nicht",
    " divergiert",
    " konvergiert",
    " n'existe pas",
    " no existe",
    " não existe",
    " non esiste",
    " diverge",
    " converge",
    " не существует",
    " расходится",
    " сходится",
    "不存在",
    "存在しない",
    "发散",
    "發散",
    "收敛",
    "收斂"
  };

  /** What does something is named in this many characters at most. */
  private static final int MOST_OF_DOER = 80;

  /** What these do is not what was asked for itself does. */
  private static final Set<String> ONE_SIDED =
      Set.of(
          "left",
          "right",
          "left-hand",
          "right-hand",
          "one-sided",
          "absolute",
          "is",
          "are",
          "exists",
          "exist",
          "rarely",
          "never",
          "sometimes",
          "seldom",
          "converges",
          "diverges",
          "linke",
          "rechte",
          "gauche",
          "droite",
          "que");

  private static final String[] FOREIGN_DOUBTS = {
    "不", "非", "若", "如果", "或", "可能", "当", "左", "右", "绝对", "絶対"
  };

  /** What is said of these is not said of what was asked for. */
  private static final Set<String> OTHERS =
      Set.of(
          "opposite",
          "converse",
          "contrary",
          "negation",
          "inverse",
          "contradiction",
          "other",
          "others",
          "yesterday",
          "tomorrow",
          "before",
          "after",
          "next",
          "previous",
          "rest",
          "few",
          "some",
          "only",
          "one",
          "half",
          "most",
          "nobody",
          "nothing",
          "hardly",
          "when",
          "suppose",
          "assume",
          "whether",
          "doubt",
          "wrong",
          "claim",
          "says",
          "said");

  /** Who is one of these in a row is not the one that was asked for. */
  private static final Set<String> NOT_THE_ONE =
      Set.of(
          "and",
          "second",
          "third",
          "fourth",
          "fifth",
          "sixth",
          "seventh",
          "eighth",
          "ninth",
          "tenth",
          "last",
          "runner-up",
          "loser");

  private static final Set<String> YES = Set.of("yes", "true");
  private static final Set<String> NO = Set.of("no", "false");

  private static final Set<String> AGAINST_NO = Set.of("yes", "true", "correct", "right", "indeed");

  private static final Set<String> LIMITS =
      Set.of("when", "only", "for", "sometimes", "usually", "mostly", "partly", "almost", "maybe");

  private ShortSentence() {}

  /** "even" of "f is even"; null if nothing of the kind is said, or it is denied. */
  static String saidToBe(String given) {
    String plain = plain(given);
    String found = null;
    int at = -1;
    for (String verb : VERBS) {
      int place = plain.indexOf(verb);
      if (place >= 0 && (found != null || plain.lastIndexOf(verb) != place)) {
        return null;
      }
      found = place >= 0 ? verb : found;
      at = Math.max(at, place);
    }
    if (found == null || at == 0 || at >= MOST_OF_SUBJECT) {
      return null;
    }
    String subject = plain.substring(0, at);
    boolean isOther =
        WordsBehind.areDenying(subject)
            || Pieces.of(subject.toLowerCase(Locale.ROOT), " ,").stream()
                .anyMatch(OTHERS::contains);
    return isOther ? null : plain.substring(at + found.length());
  }

  /** Whether a sentence says of what a reference names that it is or has what was asked for. */
  static boolean isOf(String reference, String given) {
    String plain = plain(given);
    for (String verb : new String[] {" is the ", " has the ", " are the ", " was the "}) {
      int at = plain.indexOf(verb);
      if (at <= 0 || at >= MOST_OF_SUBJECT || !Characters.isCapital(plain.charAt(0))) {
        continue;
      }
      String behind = plain.substring(at + verb.length());
      List<String> words = Pieces.of(behind.toLowerCase(Locale.ROOT), " ,.");
      boolean isOther =
          words.size() > MOST_OF_PREDICATE
              || WordsBehind.areDenying(behind)
              || words.stream()
                  .anyMatch(word -> OTHERS.contains(word) || NOT_THE_ONE.contains(word));
      return !isOther
          && Words.normalText(plain.substring(0, at)).equals(Words.normalText(reference));
    }
    return false;
  }

  /** Whether a sentence says that something does what a reference says: "The series diverges". */
  static boolean saysVerb(String reference, String given) {
    String plain = plain(given).replace('’', '\'').strip();
    plain =
        plain.endsWith(".") || plain.endsWith("。") ? plain.substring(0, plain.length() - 1) : plain;
    String lower = plain.toLowerCase(Locale.ROOT);
    for (String doing : DOING) {
      int at = lower.length() - doing.length();
      if (at <= 0 || !lower.endsWith(doing)) {
        continue;
      }
      String doer = lower.substring(0, at);
      boolean isOther =
          at > MOST_OF_DOER
              || WordsBehind.areDenying(doer)
              || Pieces.of(doer, " ,").stream()
                  .anyMatch(word -> OTHERS.contains(word) || ONE_SIDED.contains(word));
      for (String doubt : FOREIGN_DOUBTS) {
        isOther |= doer.contains(doubt);
      }
      return !isOther && Words.normalText(doing).equals(Words.normalText(reference));
    }
    return false;
  }

  /**
   * Whether a reference is yes or no, true or false, and a sentence begins with it as its reply.
   */
  static boolean areSameReply(String reference, String given) {
    String wanted = Words.normalText(reference);
    if (!YES.contains(wanted) && !NO.contains(wanted) || given.length() > MOST_OF_REPLY) {
      return false;
    }
    String plain = plain(given).strip();
    int to = 0;
    while (to < plain.length() && Character.isLetter(plain.charAt(to))) {
      to++;
    }
    String first = plain.substring(0, to);
    String behind = plain.substring(to).strip();
    boolean isReply =
        !behind.isEmpty()
            && (",.;:!—–，。；".indexOf(behind.charAt(0)) >= 0
                || behind.startsWith("because")
                || behind.startsWith("since"));
    if (!isReply || !Words.normalText(first).equals(wanted)) {
      return false;
    }
    if (Pieces.of(behind.toLowerCase(Locale.ROOT), " ,.;:").stream().anyMatch(LIMITS::contains)) {
      return false; // yes, when n is even
    }
    if (YES.contains(wanted)) {
      return !WordsBehind.areDenying(behind) && !behind.toLowerCase(Locale.ROOT).contains("n't");
    }
    List<String> words = Pieces.of(behind.toLowerCase(Locale.ROOT), " ,.;:");
    return words.stream().noneMatch(word -> WordsBehind.isHedge(word) || AGAINST_NO.contains(word));
  }

  private static String plain(String text) {
    return text.replace("\\text", "").replace("{", "").replace("}", "").replace("$", "");
  }
}
