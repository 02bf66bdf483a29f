package io.infinitic.pulsar;

/**
 * Where a namespace is.
 *
 * @param brokerServiceUrl such as {@code pulsar://localhost:6650}
 * @param webServiceUrl such as {@code http://localhost:8080}
 */
public record PulsarSettings(
    String brokerServiceUrl, String webServiceUrl, String tenant, String namespace) {

  /** The tenant if none is named. */
  public static final String DEFAULT_TENANT = "infinitic";

  /** The namespace if none is named. */
  public static final String DEFAULT_NAMESPACE = "dev";
}
