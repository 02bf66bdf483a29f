package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.transport.Destination;
import io.infinitic.transport.TimeSource;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.ForwardingTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** A worker reads a history in windows of a few pages, through lost, late and repeated replies. */
class HistoryReaderTest {

  private static final int PAGE = 10;

  private final InMemoryTransport memory = new InMemoryTransport(1, TimeSource.SYSTEM);
  private final List<GetHistory> asked = new ArrayList<>();
  private Consumer<GetHistory> engine = request -> {};

  private final ForwardingTransport transport =
      new ForwardingTransport(memory) {
        @Override
        public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
          if (message instanceof EngineMessage sent && sent.body() instanceof GetHistory request) {
            asked.add(request);
            engine.accept(request);
          }
          return CompletableFuture.completedFuture(null);
        }
      };

  private final ReplyInbox inbox = new ReplyInbox(memory, "worker");
  private final HistoryReader reader = new HistoryReader(transport, inbox);

  @Test
  void asksForAFewPagesAtATime() throws Exception {
    engine = request -> pages(request, request.fromEvent(), request.pages());
    assertThat(read(95)).isEqualTo(95);
    assertThat(asked).extracting(GetHistory::fromEvent).containsExactly(1L, 41L, 81L);
    assertThat(asked).extracting(GetHistory::pages).containsOnly(4);
  }

  @Test
  void anEngineThatKnowsOfNoPagesIsUnderstood() throws Exception {
    engine = request -> pages(request, request.fromEvent(), Integer.MAX_VALUE);
    assertThat(read(95)).isEqualTo(95);
  }

  @Test
  void whatIsLostIsAskedForAgainFromTheGapOn() throws Exception {
    engine =
        request -> {
          if (asked.size() == 1) {
            page(request, 1);
            page(request, 21); // the one in between is lost
          } else {
            page(request, 1); // comes twice
            pages(request, request.fromEvent(), request.pages());
          }
        };
    assertThat(read(35)).isEqualTo(35);
    assertThat(asked).extracting(GetHistory::fromEvent).containsExactly(1L, 11L);
  }

  @Test
  void whatCannotBeHadIsToldWithTheReason() {
    engine =
        request ->
            reply(request, new WorkflowUnknown(request.requestId(), "order-1", "it is damaged"));
    assertThatThrownBy(() -> read(35))
        .isInstanceOf(InfiniticException.class)
        .isNotInstanceOf(NoAnswerException.class)
        .hasMessageContaining("order-1")
        .hasMessageContaining("it is damaged");
  }

  private int read(long through) throws InterruptedException {
    var task =
        new ExecuteWorkflowTask(
            "order-1",
            "run",
            "Flow",
            1,
            1,
            through + 1,
            through,
            List.of(),
            null,
            true,
            false,
            0,
            null);
    List<HistoryEvent> events = reader.read(task, 1);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).id()).isEqualTo(i + 1);
    }
    return events.size();
  }

  private void pages(GetHistory request, long from, int pages) {
    long next = from;
    for (int i = 0; i < pages && next <= request.throughEvent(); i++, next += PAGE) {
      page(request, next);
    }
  }

  private void page(GetHistory request, long from) {
    List<HistoryEvent> events = new ArrayList<>();
    for (long id = from; id < from + PAGE && id <= request.throughEvent(); id++) {
      events.add(new HistoryEvent(id, 0, new TimerEnded(1, false, false)));
    }
    boolean last = from + PAGE > request.throughEvent();
    reply(request, new HistoryPage(request.requestId(), "run", from, events, last));
  }

  private void reply(GetHistory request, SpecificRecord body) {
    memory.send(new Destination.Replies(request.replyTo()), new Reply(body));
  }
}
