package dev.rondo.verify.math;

import java.util.List;
import java.util.Locale;

/**
 * Knows the words behind a value of which each excludes the other: boys and girls, an increase and
 * a decrease, north and south.
 */
final class Opposites {
  private static final String[][] PAIRS = {
    {"boy", "girl"},
    {"men", "women"},
    {"man", "woman"},
    {"male", "female"},
    {"adult", "children"},
    {"head", "tail"},
    {"win", "losse"},
    {"win", "loss"},
    {"son", "daughter"},
    {"brother", "sister"},
    {"increase", "decrease"},
    {"increase", "reduction"},
    {"increase", "drop"},
    {"increased", "decreased"},
    {"rise", "fall"},
    {"rise", "drop"},
    {"growth", "decline"},
    {"growth", "decay"},
    {"gain", "loss"},
    {"profit", "loss"},
    {"surplus", "deficit"},
    {"deposit", "withdrawal"},
    {"credit", "debit"},
    {"income", "expense"},
    {"more", "less"},
    {"more", "fewer"},
    {"up", "down"},
    {"upward", "downward"},
    {"upwards", "downwards"},
    {"above", "below"},
    {"over", "under"},
    {"left", "right"},
    {"north", "south"},
    {"east", "west"},
    {"inside", "outside"},
    {"inward", "outward"},
    {"forward", "backward"},
    {"forwards", "backwards"},
    {"clockwise", "counterclockwise"},
    {"clockwise", "anticlockwise"},
    {"before", "after"},
    {"early", "late"},
    {"earlier", "later"},
    {"older", "younger"},
    {"taller", "shorter"},
    {"longer", "shorter"},
    {"faster", "slower"},
    {"heavier", "lighter"},
    {"hotter", "colder"},
    {"warmer", "colder"},
    {"higher", "lower"},
    {"larger", "smaller"},
    {"greater", "smaller"},
    {"cheaper", "dearer"},
    {"positive", "negative"},
    {"even", "odd"},
    {"real", "imaginary"},
    {"real", "complex"},
    {"true", "false"},
    {"correct", "incorrect"},
    {"red", "blue"},
    {"black", "white"},
    {"bc", "ad"},
    {"bce", "ce"},
    {"am", "pm"},
    {"男生", "女生"},
    {"男人", "女人"},
    {"增加", "减少"},
    {"上升", "下降"},
    {"上涨", "下跌"},
    {"盈利", "亏损"},
    {"收入", "支出"},
    {"zunahme", "abnahme"},
    {"gewinn", "verlust"},
    {"aumento", "disminución"},
    {"aumento", "diminuição"},
    {"ganancia", "pérdida"},
    {"lucro", "prejuízo"},
    {"augmentation", "diminution"},
    {"augmentation", "baisse"},
    {"hausse", "baisse"},
    {"gain", "perte"},
    {"увеличение", "уменьшение"},
    {"рост", "снижение"},
    {"прибыль", "убыток"}
  };

  private Opposites() {}

  /** Whether one says what the other excludes. */
  static boolean are(String noun, String other) {
    if (noun.equals(other)) {
      return false;
    }
    List<String> words = words(noun);
    List<String> others = words(other);
    for (String[] pair : PAIRS) {
      for (int side = 0; side < 2; side++) {
        boolean isOpposite =
            words.contains(pair[side])
                && others.contains(pair[1 - side])
                && !words.contains(pair[1 - side])
                && !others.contains(pair[side]);
        if (isOpposite) {
          return true;
        }
      }
    }
    return Contraries.are(words, others);
  }

  /** Whether words behind two percentages say that they are of different things. */
  static boolean areOfOthers(String noun, String other) {
    return !noun.equals(other) && Contraries.differInPercent(words(noun), words(other));
  }

  private static List<String> words(String noun) {
    return Pieces.of(noun.toLowerCase(Locale.ROOT), " -.,/()").stream()
        .map(word -> word.endsWith("s") && word.length() > 3 ? singular(word) : word)
        .toList();
  }

  private static String singular(String word) {
    return word.endsWith("ss") ? word : word.substring(0, word.length() - 1);
  }
}
