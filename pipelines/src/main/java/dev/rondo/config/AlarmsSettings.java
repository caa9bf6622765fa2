package dev.rondo.config;

import dev.rondo.trainer.metrics.Alarm;

/**
 * Failure signatures that are looked for after each round: what happens when one shows (off, warn,
 * or stop before the round is published), and its threshold.
 */
public record AlarmsSettings(
    @Setting(
            meaning = "What happens when the alarm gradient shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action gradient,
    @Setting(
            meaning =
                "Highest allowed: the largest gradient norm of a round against the median of the"
                    + " rounds before.",
            unit = "times the median",
            byDefault = "100.0",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            content = false)
        double gradientLimit,
    @Setting(
            meaning = "What happens when the alarm loss shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action loss,
    @Setting(
            meaning =
                "Highest allowed: the largest size of an update's loss in a round against that of"
                    + " the median round before, or against 1 where that is larger.",
            unit = "times the median",
            byDefault = "20.0",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            content = false)
        double lossLimit,
    @Setting(
            meaning = "What happens when the alarm entropy shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action entropy,
    @Setting(
            meaning = "Lowest allowed: token entropy against that of the first round.",
            unit = "fraction of the first",
            byDefault = "0.02",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            content = false)
        double entropyLimit,
    @Setting(
            meaning = "What happens when the alarm labels shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action labels,
    @Setting(
            meaning =
                "Highest allowed: cross-entropy of the held-out labels; that of a coin is 0.69.",
            unit = "nats",
            byDefault = "2.0",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            content = false)
        double labelsLimit,
    @Setting(
            meaning = "What happens when the alarm length shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action length,
    @Setting(
            meaning = "Highest allowed: mean response length against that of the first round.",
            unit = "times the first",
            byDefault = "4.0",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            content = false)
        double lengthLimit,
    @Setting(
            meaning = "What happens when the alarm behavior-gap shows.",
            byDefault = "stop",
            content = false)
        Alarm.Action behaviorGap,
    @Setting(
            meaning =
                "Highest allowed: mean difference between behavior log-probs and the trainer's own"
                    + " of the same tokens.",
            unit = "nats per token",
            byDefault = "0.05",
            min = 0,
            aboveMin = true,
            max = 1000000000,
            formerly = "train.behavior-gap-limit",
            content = false)
        double behaviorGapLimit,
    @Setting(
            meaning = "What happens when the alarm truncated shows.",
            byDefault = "warn",
            content = false)
        Alarm.Action truncated,
    @Setting(
            meaning =
                "Highest allowed: responses of a round cut at rollout.max-response-tokens, out of"
                    + " all.",
            unit = "share",
            byDefault = "0.5",
            min = 0,
            aboveMin = true,
            max = 1,
            content = false)
        double truncatedLimit) {}
