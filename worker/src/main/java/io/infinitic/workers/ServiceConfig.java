package io.infinitic.workers;

import io.infinitic.config.Yaml;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.workers.tasks.RateLimit;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workers.tasks.ServiceSettings.Threads;
import java.time.Duration;
import java.util.Optional;

/**
 * How a service is run, as YAML says it:
 *
 * <pre>{@code
 * executor:
 *   class: com.acme.ImageServiceImpl
 *   concurrency: 10
 *   timeoutSeconds: 30
 *   retry: { minimumSeconds: 1, maximumSeconds: 60, backoffCoefficient: 2, jitter: 0, maximumRetries: 11 }
 *   threads: platform                             # or virtual, on a JDK from 21 on
 *   rateLimit: { perSecond: 10, global: true }    # without global: for each worker
 * }</pre>
 */
final class ServiceConfig {

  private static final long MOST_SECONDS = 100L * 365 * 24 * 3600;

  private ServiceConfig() {}

  static ServiceSettings read(Yaml section) {
    ServiceSettings defaults = ServiceSettings.defaults();
    int concurrency =
        (int)
            section.number("concurrency", defaults.concurrency(), 1, WorkerConfig.MOST_CONCURRENCY);
    double timeout = section.decimal("timeoutSeconds", 0, 0, MOST_SECONDS);
    return new ServiceSettings(
        concurrency,
        timeout == 0 ? null : seconds(Math.max(0.001, timeout)),
        section.section("retry").map(ServiceConfig::retry).orElse(null),
        threads(section),
        section.section("rateLimit").map(ServiceConfig::rateLimit).orElse(null));
  }

  private static RetryPolicy retry(Yaml section) {
    double minimum = section.decimal("minimumSeconds", 1, 0, MOST_SECONDS);
    double maximum =
        section.decimal("maximumSeconds", Math.max(60, minimum), minimum, MOST_SECONDS);
    double coefficient = section.decimal("backoffCoefficient", 2, 1, 1_000);
    double jitter = section.decimal("jitter", 0, 0, 1);
    int retries = (int) section.number("maximumRetries", -1, 0, Integer.MAX_VALUE - 1L);
    return RetryPolicy.defaults()
        .withMaximumDelay(seconds(Math.max(60, maximum)))
        .withInitialDelay(seconds(minimum))
        .withMaximumDelay(seconds(maximum))
        .withBackoffCoefficient(coefficient)
        .withJitter(jitter)
        .withMaximumAttempts(retries < 0 ? 0 : retries + 1);
  }

  private static Threads threads(Yaml section) {
    String name = section.text("threads", "platform");
    if (name.equals("virtual")) {
      Optional<String> problem = Threads.VIRTUAL.problem();
      problem.ifPresent(text -> section.problem("threads", text));
      return problem.isPresent() ? Threads.PLATFORM : Threads.VIRTUAL;
    }
    if (!name.equals("platform")) {
      section.problem("threads", "'" + name + "' is neither 'platform' nor 'virtual'");
    }
    return Threads.PLATFORM;
  }

  private static RateLimit rateLimit(Yaml section) {
    if (!section.has("perSecond")) {
      section.problem("perSecond", "is missing");
    }
    double perSecond =
        section.decimal("perSecond", 1, RateLimit.LEAST_PER_SECOND, RateLimit.MOST_PER_SECOND);
    String global = section.text("global", "false");
    if (!global.equals("true") && !global.equals("false")) {
      section.problem("global", "'" + global + "' is neither 'true' nor 'false'");
    }
    return new RateLimit(perSecond, global.equals("true"));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
