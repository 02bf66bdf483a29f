package io.infinitic.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{'a':1}               | {'a':1,'b':2}         | none",
        "{'a':1}               | {'b':2}               | $.a",
        "{'a':1}               | {'a':0}               | $.a",
        "{'a':null,'b':[]}     | {}                    | none",
        "[1,2]                 | [1]                   | $",
        "[{'a':1},{'b':2}]     | [{'b':2},{'a':1}]     | none",
        "[{'a':1},{'b':2}]     | [{'a':1},{'c':2}]     | $[1].b",
        // sets in the elements of a set
        "[{'s':[{'x':1},{'y':2}]},{'t':3}] | [{'t':3},{'s':[{'y':2},{'x':1}]}] | none",
        "[[[{'x':1},{'y':2}],{'z':3}],[]]  | [[],[{'z':3},[{'y':2},{'x':1}]]]  | none",
        "[{'a':1,'b':[{'x':1},{'y':2}]}, 0] | [0, {'b':[{'y':2},{'x':1}],'a':1}] | none",
        "[{'s':[{'x':1},{'y':2}]},{'t':3}] | [{'t':3},{'s':[{'y':2},{'w':1}]}] | $[0].s",
      })
  void find(String written, String again, String lost) throws Exception {
    assertThat(Losses.find(json(written), json(again))).isEqualTo(lost);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{'a':1}               | {'a':1,'b':2}         | $.b",
        "{}                    | {'b':'x'}             | $.b",
        "{'a':{}}              | {'a':{'b':true}}      | $[*].b",
        "[{},{'b':2}]          | [{'b':1},{'b':2}]     | $[0].b",
        "[{},{'b':2}]          | [{'b':2},{}]          | none",
        "{'a':null}            | {'a':1}               | none",
        "{}                    | {'a':null,'b':[]}     | none",
        "{}                    | {'a':0,'b':false}     | none",
        "{'a':1}               | {'b':2}               | $.a",
      })
  void findOrGained(String written, String again, String where) throws Exception {
    assertThat(Losses.findOrGained(json(written), json(again))).isEqualTo(where);
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
