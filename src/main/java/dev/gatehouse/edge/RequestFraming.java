package dev.gatehouse.edge;

import dev.gatehouse.errors.Fault;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows a connection's octets from request to request and vouches for those that mean the same to
 * everyone who reads HTTP/1.1 (RFC 9112).
 *
 * <p>Netty's decoder forgives what servers behind it may read differently: folded lines, tabs in
 * the request line, rubbish behind a chunk's size. So whatever it is given has been read here
 * first: a head is passed on only when it is complete and good, and a line only as a whole.
 */
final class RequestFraming implements RequestProgress {

  private final int requestLineLimit;
  private final int headersLimit;
  private final HeadFields fields = new HeadFields();

  private FramingState state = FramingState.REQUEST_LINE;
  private @Nullable Violation violation;

  /** Relative to the first octet that has not been vouched for. */
  private int lineOffset;

  private int searchedOffset;

  /** Absolute, within one call. */
  private int vouched;

  private int requestStart;
  private long remaining;
  private long chunkOverhead;
  private int fieldOctets;
  private boolean emptyLineSeen;
  private boolean http10;
  private boolean head;

  RequestFraming(int requestLineLimit, int headersLimit) {
    this.requestLineLimit = requestLineLimit;
    this.headersLimit = headersLimit;
  }

  /**
   * Reads what has arrived.
   *
   * @param in octets that were not vouched for before, and new ones behind them; left as it is
   * @return how many of the octets may be passed on; the others have to be shown again, unless
   *     there is a {@link #violation}
   */
  int read(ByteBuf in) {
    vouched = in.readerIndex();
    requestStart = state == FramingState.FIELDS ? vouched : -1;
    int at = vouched + lineOffset;
    int searched = vouched + searchedOffset;
    int end = in.writerIndex();
    while (at < end && violation == null) {
      switch (state) {
        case OPAQUE -> at = vouch(end);
        case CONTENT, CHUNK_CONTENT -> at = vouch(at + content(end - at));
        case REQUEST_LINE, FIELDS, CHUNK_LINE, CHUNK_END, TRAILERS -> {
          int lf = in.indexOf(Math.max(at, searched), end, (byte) '\n');
          if (lf < 0) {
            partialLine(in, at, end);
            searched = end;
            break;
          }
          at = line(in, at, lf);
        }
        case REFUSED -> throw new IllegalStateException("octets behind a violation");
      }
      if (searched == end) {
        break;
      }
    }
    lineOffset = at - vouched;
    searchedOffset = Math.max(at, searched) - vouched;
    return vouched - in.readerIndex();
  }

  /** Why nothing is read any more; null as long as all is well. */
  @Nullable Violation violation() {
    return violation;
  }

  @Override
  public boolean isInHead() {
    return switch (state) {
      case FIELDS -> true;
      case REQUEST_LINE -> lineOffset + searchedOffset > 0;
      case CONTENT, CHUNK_LINE, CHUNK_CONTENT, CHUNK_END, TRAILERS, OPAQUE, REFUSED -> false;
    };
  }

  @Override
  public boolean isInBody() {
    return state.isBody();
  }

  /** Whether the connection no longer speaks HTTP/1. */
  boolean isOpaque() {
    return state == FramingState.OPAQUE;
  }

  /** From now on, whatever comes is passed on: the connection was upgraded. */
  void becomeOpaque() {
    state = FramingState.OPAQUE;
  }

  private int vouch(int index) {
    vouched = index;
    return index;
  }

  private int content(int available) {
    int taken = (int) Math.min(remaining, available);
    remaining -= taken;
    if (remaining == 0) {
      state = state == FramingState.CONTENT ? nextRequest() : FramingState.CHUNK_END;
    }
    return taken;
  }

  private FramingState nextRequest() {
    emptyLineSeen = false;
    requestStart = -1;
    head = false;
    return FramingState.REQUEST_LINE;
  }

  private void partialLine(ByteBuf in, int at, int end) {
    int length = end - at;
    switch (state) {
      case REQUEST_LINE -> {
        byte first = in.getByte(at);
        if (first != '\r' && !Tokens.isTokenCharacter(first)) {
          refuse("the request line does not begin with a method");
        } else if (length > requestLineLimit + 1) {
          refuse(Fault.REQUEST_LINE_TOO_LONG);
        }
      }
      case FIELDS, TRAILERS -> {
        if (fieldOctets + length > headersLimit + 1) {
          refuse(Fault.HEADERS_TOO_LARGE);
        }
      }
      case CHUNK_LINE -> {
        if (length > ChunkLine.LONGEST) {
          refuse("a chunk's size has too many extensions");
        }
      }
      case CHUNK_END -> {
        if (length > 1 || in.getByte(at) != '\r') {
          refuse("a chunk is longer than its size");
        }
      }
      case CONTENT, CHUNK_CONTENT, OPAQUE, REFUSED -> throw new IllegalStateException("not a line");
    }
  }

  /** Reads a line and returns where the next one begins. */
  private int line(ByteBuf in, int start, int lf) {
    if (lf == start || in.getByte(lf - 1) != '\r') {
      refuse("a line ends without a carriage return");
      return start;
    }
    int end = lf - 1;
    switch (state) {
      case REQUEST_LINE -> requestLine(in, start, end);
      case FIELDS -> field(in, start, end);
      case CHUNK_LINE -> chunkLine(in, start, end);
      case CHUNK_END -> {
        if (end == start) {
          state = FramingState.CHUNK_LINE;
        } else {
          refuse("a chunk is longer than its size");
        }
      }
      case TRAILERS -> trailer(in, start, end);
      case CONTENT, CHUNK_CONTENT, OPAQUE, REFUSED -> throw new IllegalStateException("not a line");
    }
    if (violation == null && state != FramingState.FIELDS) {
      vouch(lf + 1);
    }
    return lf + 1;
  }

  private void requestLine(ByteBuf in, int start, int end) {
    if (start == end) {
      // RFC 9112, section 2.2: one, behind the body of an old client's request
      if (emptyLineSeen) {
        refuse("empty lines stand in front of the request line");
      }
      emptyLineSeen = true;
      return;
    }
    if (end - start > requestLineLimit) {
      refuse(Fault.REQUEST_LINE_TOO_LONG);
      return;
    }
    requestStart = start;
    head = RequestLine.isHead(in, start, end);
    String wrong = RequestLine.error(in, start, end);
    if (wrong != null) {
      refuse(wrong);
      return;
    }
    http10 = in.getByte(end - 1) == '0';
    fields.reset();
    fieldOctets = 0;
    state = FramingState.FIELDS;
  }

  private void field(ByteBuf in, int start, int end) {
    if (start < end) {
      checkedField(in, start, end, fields);
      return;
    }
    String conflict = fields.conflict(http10);
    if (conflict != null) {
      refuse(conflict);
      return;
    }
    remaining = fields.bodyLength();
    if (remaining == HeadFields.CHUNKED) {
      chunkOverhead = 0;
      state = FramingState.CHUNK_LINE;
    } else {
      state = remaining > 0 ? FramingState.CONTENT : nextRequest();
    }
  }

  private void checkedField(ByteBuf in, int start, int end, HeadFields into) {
    fieldOctets += end - start;
    if (fieldOctets > headersLimit || into.isFull()) {
      refuse(Fault.HEADERS_TOO_LARGE);
      return;
    }
    String wrong = into.read(in, start, end);
    if (wrong != null) {
      refuse(wrong);
    }
  }

  private void chunkLine(ByteBuf in, int start, int end) {
    int size = ChunkLine.size(in, start, end);
    if (size < 0) {
      refuse("a chunk's size is malformed");
      return;
    }
    chunkOverhead = ChunkLine.overhead(chunkOverhead, end - start, size);
    if (chunkOverhead > ChunkLine.MOST_OVERHEAD) {
      refuse("the chunks are mostly overhead");
      return;
    }
    remaining = size;
    fieldOctets = 0;
    fields.reset();
    state = size == 0 ? FramingState.TRAILERS : FramingState.CHUNK_CONTENT;
  }

  private void trailer(ByteBuf in, int start, int end) {
    if (start == end) {
      state = nextRequest();
    } else {
      checkedField(in, start, end, fields);
    }
  }

  private void refuse(String detail) {
    refuse(Fault.REQUEST_REJECTED, detail);
  }

  private void refuse(Fault fault) {
    refuse(fault, fault.detail());
  }

  private void refuse(Fault fault, String detail) {
    boolean begun = isInBody() && requestStart < 0;
    if (requestStart >= 0) {
      // nothing of this request has been passed on, and nothing will be
      vouched = requestStart;
    }
    violation = new Violation(fault, detail, begun, head);
    state = FramingState.REFUSED;
  }
}
