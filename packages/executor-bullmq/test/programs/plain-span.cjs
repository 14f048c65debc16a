exports.toPlain = function toPlain(span) {
  const { traceId, spanId } = span.spanContext();
  const { name, parentSpanContext, attributes } = span;
  return {
    name,
    traceId,
    spanId,
    parent: parentSpanContext?.spanId,
    file: attributes['file.path'],
    pid: attributes['process.pid'],
  };
};
