package dev.gatehouse.errors;

import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders refusals and faults in one format (contract, section 6); immutable. */
public final class ErrorRenderer {

  private static final String KEYS_CODE = "keys_unavailable";
  private static final String KEYS_DETAIL = "Keys of the issuer are unavailable";
  private static final HeaderField NO_STORE = new HeaderField("Cache-Control", "no-store");
  private static final HeaderField PROBLEM_TYPE =
      new HeaderField("Content-Type", "application/problem+json");
  private static final HeaderField JSON_TYPE = new HeaderField("Content-Type", "application/json");
  private static final HeaderField TEXT_TYPE =
      new HeaderField("Content-Type", "text/plain; charset=utf-8");
  private static final HeaderField GRPC_TYPE = new HeaderField("Content-Type", "application/grpc");

  private final ErrorFormat format;
  private final Asker asker;

  /** Whom an answer has to be understood by. */
  private enum Asker {
    CLIENT,
    GRPC_CLIENT,
    PROXY
  }

  private ErrorRenderer(ErrorFormat format, Asker asker) {
    this.format = format;
    this.asker = asker;
  }

  /** Renders in this format. */
  public static ErrorRenderer of(ErrorFormat format) {
    return new ErrorRenderer(format, Asker.CLIENT);
  }

  /**
   * Renders for a gRPC client: as a status without a message where gRPC has one that fits, in this
   * format otherwise, which the client maps by its HTTP status.
   */
  public static ErrorRenderer grpc(ErrorFormat otherwise) {
    return new ErrorRenderer(otherwise, Asker.GRPC_CLIENT);
  }

  /**
   * Renders for a proxy that asks the verifier: 400 becomes 401, as nginx passes on 401 and 403
   * alone (contract, section 7).
   */
  public static ErrorRenderer verifier(ErrorFormat format) {
    return new ErrorRenderer(format, Asker.PROXY);
  }

  /** Whether a request of this content type is a gRPC request. */
  public static boolean isGrpc(@Nullable String contentType) {
    return contentType != null && contentType.regionMatches(true, 0, "application/grpc", 0, 16);
  }

  /**
   * Renders a refusal of the decision.
   *
   * @param realm the policy that refused
   * @param requestId the request's id
   */
  public Answer refusal(Refused refused, String realm, String requestId) {
    Refusal refusal = refused.refusal();
    boolean challenged = refusal.status() == 401 || refusal.error() != null;
    HeaderField challenge =
        challenged ? new HeaderField("WWW-Authenticate", challenge(refused, realm)) : null;
    if (asker == Asker.GRPC_CLIENT) {
      return grpcAnswer(refusal.status() == 403 ? 7 : 16, refusal.detail(), challenge);
    }
    return answer(refusal.status(), refusal.code(), refusal.detail(), requestId, challenge);
  }

  /**
   * Renders that nobody can tell, as an issuer's keys are missing.
   *
   * @param retryAfter when to ask again; rounded up to whole seconds, at least one
   * @param requestId the request's id
   */
  public Answer keysUnavailable(Duration retryAfter, String requestId) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return answer(
        503,
        KEYS_CODE,
        KEYS_DETAIL,
        requestId,
        new HeaderField("Retry-After", Long.toString(seconds)));
  }

  /** Renders a fault with its own sentence. */
  public Answer fault(Fault fault, String requestId) {
    return fault(fault, fault.detail(), requestId);
  }

  /**
   * Renders a fault.
   *
   * @param detail what exactly is wrong; whatever in it is not printable ASCII is not repeated
   * @param requestId the request's id
   */
  public Answer fault(Fault fault, String detail, String requestId) {
    return answer(fault.status(), fault.code(), QuotedText.plain(detail), requestId, null);
  }

  private Answer answer(
      int meant, String code, String detail, String requestId, @Nullable HeaderField extra) {
    int status = asker == Asker.PROXY && meant == 400 ? 401 : meant;
    if (asker == Asker.GRPC_CLIENT && status > 501) {
      return grpcAnswer(14, detail, extra);
    }
    List<HeaderField> headers = new ArrayList<>(3);
    headers.add(
        switch (format) {
          case PROBLEM -> PROBLEM_TYPE;
          case TEXT -> TEXT_TYPE;
          case JSON -> JSON_TYPE;
        });
    headers.add(NO_STORE);
    if (extra != null) {
      headers.add(extra);
    }
    String body =
        switch (format) {
          case PROBLEM -> problem(status, code, detail, requestId);
          case TEXT -> detail;
          case JSON ->
              QuotedText.appendJson(new StringBuilder("{\"error\": "), detail)
                  .append('}')
                  .toString();
        };
    return new Answer(status, headers, body);
  }

  /** The challenge of RFC 6750, section 3; without an error where no token was sent. */
  private static String challenge(Refused refused, String realm) {
    Refusal refusal = refused.refusal();
    var challenge = new StringBuilder(128).append("Bearer realm=");
    QuotedText.appendHeader(challenge, realm);
    if (refusal.error() != null) {
      challenge.append(", error=\"").append(refusal.error()).append('"');
      QuotedText.appendHeader(challenge.append(", error_description="), refusal.detail());
    }
    if (!refused.missingScopes().isEmpty()) {
      String scopes = String.join(" ", refused.missingScopes());
      QuotedText.appendHeader(challenge.append(", scope="), scopes);
    }
    return challenge.toString();
  }

  /**
   * RFC 9457. The type is not {@code about:blank}, as that would claim that the status says it all
   * (section 4.2.1).
   */
  private static String problem(int status, String code, String detail, String requestId) {
    var json = new StringBuilder(256).append("{\"type\":");
    QuotedText.appendJson(json, "urn:gatehouse:error:" + code).append(",\"title\":");
    QuotedText.appendJson(json, title(status)).append(",\"status\":").append(status);
    QuotedText.appendJson(json.append(",\"detail\":"), detail);
    QuotedText.appendJson(json.append(",\"instance\":"), requestId);
    return QuotedText.appendJson(json.append(",\"code\":"), code).append('}').toString();
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 431 -> "Request Header Fields Too Large";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Internal Server Error";
    };
  }

  /** A response of trailers only: 16 is UNAUTHENTICATED, 7 PERMISSION_DENIED, 14 UNAVAILABLE. */
  private static Answer grpcAnswer(int grpcStatus, String detail, @Nullable HeaderField extra) {
    List<HeaderField> headers = new ArrayList<>(5);
    headers.add(GRPC_TYPE);
    headers.add(NO_STORE);
    headers.add(new HeaderField("grpc-status", Integer.toString(grpcStatus)));
    // printable ASCII goes unencoded, but for the percent sign
    headers.add(new HeaderField("grpc-message", detail.replace("%", "%25")));
    if (extra != null) {
      headers.add(extra);
    }
    return new Answer(200, headers, "");
  }
}
