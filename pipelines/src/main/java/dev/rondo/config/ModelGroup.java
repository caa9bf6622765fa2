package dev.rondo.config;

/** Sizes of the base policy, a decoder of the {@code qwen2} architecture. */
public record ModelGroup(
    @Setting(meaning = "Decoder layers.", unit = "layers", byDefault = "2", min = 1, max = 256)
        int layers,
    @Setting(
            meaning = "Width of the residual stream.",
            unit = "channels",
            byDefault = "128",
            min = 2,
            max = 65536)
        int hiddenSize,
    @Setting(meaning = "Query heads.", unit = "heads", byDefault = "4", min = 1, max = 1024)
        int heads,
    @Setting(
            meaning = "Key and value heads; divides heads.",
            unit = "heads",
            byDefault = "2",
            min = 1,
            max = 1024)
        int kvHeads,
    @Setting(
            meaning = "Width of the feed-forward layer.",
            unit = "channels",
            byDefault = "256",
            min = 1,
            max = 1000000)
        int feedForwardSize,
    @Setting(
            meaning = "Base of the rotary position embedding.",
            byDefault = "10000.0",
            min = 1,
            max = 1e9)
        double ropeBase,
    @Setting(
            meaning = "Epsilon of the root-mean-square norms.",
            byDefault = "1.0E-6",
            min = 0,
            aboveMin = true,
            max = 0.1)
        double normEpsilon,
    @Setting(
            meaning = "Longest sequence, prompt and response together.",
            unit = "tokens",
            byDefault = "128",
            min = 2,
            max = 1048576)
        int maxPositions) {
  /** Checks every range, and that heads and widths fit together. */
  public ModelGroup {
    SettingSchema.check(
        ModelGroup.class,
        layers,
        hiddenSize,
        heads,
        kvHeads,
        feedForwardSize,
        ropeBase,
        normEpsilon,
        maxPositions);
    SettingSchema.require(
        heads % kvHeads == 0, "model.kv-heads", kvHeads, "a divisor of heads, " + heads);
    SettingSchema.require(
        hiddenSize % (2 * heads) == 0,
        "model.hidden-size",
        hiddenSize,
        "a multiple of twice the heads, " + 2 * heads + ", so that a head's size is even");
  }

  /** Channels of one head; even. */
  public int headSize() {
    return hiddenSize / heads;
  }
}
