"""Golden bytes of a TensorBoard event file with a scalar, a histogram, a text and a setting, made by TensorBoard's
own messages and writer (pip install tensorboard).

Usage: summaries.py OUT. The events are of step 3, whose wall time is 3; the settings of step 0.
"""
import io
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

out = io.BytesIO()
writer = RecordWriter(out)
writer.write(event_pb2.Event(file_version="brain.Event:2").SerializeToString())


def write(step, **value):
    summary = summary_pb2.Summary()
    summary.value.add(**value)
    writer.write(event_pb2.Event(wall_time=step, step=step, summary=summary).SerializeToString())


def shape(size):
    return tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=size)])


def plugin(name, content=b""):
    return summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name=name, content=content))


write(3, tag="eval/pass@1", simple_value=0.5)
write(3, tag="rollout/response_tokens", histo=summary_pb2.HistogramProto(
    min=2, max=5, num=4, sum=11, sum_squares=37, bucket_limit=[2, 5], bucket=[3, 1]))
write(3, tag="rollout/correct", metadata=plugin("text"), tensor=tensor_pb2.TensorProto(
    dtype=7, tensor_shape=shape(1), string_val=["Grüße\n".encode()]))
session = plugin_data_pb2.SessionStartInfo()
session.hparams["train.learning-rate"].number_value = 0.25
write(0, tag="_hparams_/session_start_info",
      metadata=plugin("hparams", plugin_data_pb2.HParamsPluginData(session_start_info=session).SerializeToString()),
      tensor=tensor_pb2.TensorProto(dtype=1, tensor_shape=shape(0)))
with open(sys.argv[1], "wb") as file:
    file.write(out.getvalue())
