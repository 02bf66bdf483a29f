package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstTest {
  interface Svc { int inc(int i); }
  public static class SvcImpl implements Svc { public int inc(int i) { return i + 1; } }
  interface Flow { int run(int n); String par(int n); }
  public static class FlowImpl extends Workflow implements Flow {
    private final Svc svc = newService(Svc.class);
    public int run(int n) { int v = 0; for (int i = 0; i < n; i++) v = svc.inc(v); sleep(Duration.ofMillis(20)); return v; }
    public String par(int n) { List<Deferred<Integer>> l = new ArrayList<>(); for (int i = 0; i < n; i++) l.add(dispatch(svc::inc, i)); return Deferred.and(l).await().toString(); }
  }
  @Test void runs() {
    InMemoryTransport t = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker w = InfiniticWorker.builder().setTransport(t).setEngine(new InMemoryStore()).addService(Svc.class, SvcImpl.class).addWorkflow(Flow.class, FlowImpl.class).build()) {
      w.startAsync();
      InfiniticClient c = w.getClient();
      Flow f = c.newWorkflow(Flow.class);
      assertThat(f.run(5)).isEqualTo(5);
      assertThat(f.par(5)).isEqualTo("[1, 2, 3, 4, 5]");
      long s = System.nanoTime();
      assertThat(f.run(1000)).isEqualTo(1000);
      System.out.println("1000 steps " + (System.nanoTime() - s) / 1000000 + " ms");
    }
  }
}
