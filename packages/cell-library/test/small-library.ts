// A library written by hand. Tables are planes, so that what is read between and beyond their points has a closed form:
//   inverter: delay = 2 ps + 1 ps/fF · load + 0.1 · slew (rising), 1 ps + 0.5 ps/fF · load + 0.1 · slew (falling)
//   its slews: 4 ps + 2 ps/fF · load (rising), 2 ps + 1 ps/fF · load (falling); its energies: 0.3 fJ and 0.1 fJ + 0.01 fJ/fF · load
//   the gates of several inputs have single values.
export const SMALL_LIBRARY = `/* units: ps, fF, pW, V; energies are fF V² = fJ */
library (small) {
  delay_model : table_lookup;
  time_unit : "1ps"; capacitive_load_unit (1, ff);
  leakage_power_unit : "1pW";
  voltage_unit : "1V"
  nom_voltage : 2.0;   // a semicolon may be missing above
  define (vendor_note, cell, string);
  lu_table_template (plane) {
    variable_1 : input_net_transition;
    variable_2 : total_output_net_capacitance;
    index_1 ("0, 10"); index_2 ("0, 4");
  }
  lu_table_template (turned) {
    variable_1 : total_output_net_capacitance;
    variable_2 : input_net_transition;
    index_1 ("0, 4"); index_2 ("0, 10");
  }
  power_lut_template (power_plane) {
    variable_1 : input_transition_time; variable_2 : total_output_net_capacitance;
    index_1 ("0, 10"); index_2 ("0, 4");
  }
  lu_table_template (check) {
    variable_1 : related_pin_transition; variable_2 : constrained_pin_transition;
    index_1 ("0, 10"); index_2 ("0, 10");
  }
  cell (INV) {
    area : 0.7; vendor_note : "plain";
    leakage_power () { when : "A"; value : 10; related_pg_pin : VDD; }
    leakage_power () { when : "!A"; value : 30; related_pg_pin : VDD; }
    leakage_power () { value : 999; related_pg_pin : VDD; } leakage_power () { value : 1; related_pg_pin : VSS; }
    cell_leakage_power : 99;
    pin (A) { direction : input; capacitance : 2; }
    pin (Y) {
      direction : output; function : "A'";
      timing () {
        related_pin : "A"; timing_sense : negative_unate;
        cell_rise (plane) { values ("2, 6", \\
                                    "3, 7"); }
        cell_fall (turned) { values ("1, 2", "3, 4"); }
        rise_transition (plane) { values ("4, 12, 4, 12"); }
        fall_transition (plane) { values ("2 6", "2 6"); }
      }
      internal_power () { related_pin : "A"; related_pg_pin : VDD;
        rise_power (scalar) { values ("0.3"); }
        fall_power (power_plane) { values ("0.1, 0.14", "0.1, 0.14"); } }
    }
  }
${["NAND2 (!(A*B))", "XOR2 (A^B)", "OR2 A+B"].map((text) => twoInputs(...(text.split(" ") as [string, string]))).join("")}
  cell (FA) {
    area : 5; cell_leakage_power : 7;
    pin (A) { direction : input; capacitance : 3; } pin (B) { direction : input; capacitance : 3; }
    pin (CI) { direction : input; rise_capacitance : 1; fall_capacitance : 3; }
    pin (S) { direction : output; function : "A ^ B ^ CI"; ${arcs(["A", "B", "CI"], 30, 28)} }
    pin (CO) { direction : output; function : "A B + (A + B) CI"; ${arcs(["A", "B", "CI"], 20, 18)} }
  }
  cell (DFF) {
    area : 4;
    ff (IQ, IQN) { clocked_on : "CK"; next_state : "D"; }
    pin (D) { direction : input; capacitance : 1;
      timing () { related_pin : "CK"; timing_type : setup_rising;
        rise_constraint (check) { values ("5, 6", "7, 8"); } fall_constraint (scalar) { values ("9"); } }
      timing () { related_pin : "CK"; timing_type : hold_rising; rise_constraint (scalar) { values ("1"); } }
      internal_power () { when : "CK"; rise_power (scalar) { values ("0.01"); } fall_power (scalar) { values ("0.02"); } }
      internal_power () { when : "!CK"; power (scalar) { values ("5"); } } }
    pin (CK) { direction : input; clock : true; capacitance : 1.5;
      internal_power () { when : "D * Q"; power (scalar) { values ("0.5"); } }
      internal_power () { power (scalar) { values ("0.25"); } } }
    pin (Q) { direction : output; function : "IQ";
      timing () { related_pin : "CK"; timing_type : rising_edge;
        cell_rise (scalar) { values ("11"); } cell_fall (scalar) { values ("12"); }
        rise_transition (scalar) { values ("5"); } fall_transition (scalar) { values ("5"); } }
      internal_power () { related_pin : "CK"; rise_power (scalar) { values ("1.5"); } fall_power (scalar) { values ("1.25"); } } }
  }
  cell (DFFR) {
    area : 4.5;
    ff (IQ, IQN) { clocked_on : "CK"; next_state : "D"; clear : "!RN"; }
    pin (D) { direction : input; capacitance : 1; } pin (CK) { direction : input; capacitance : 1; }
    pin (RN) { direction : input; capacitance : 1; }
    pin (Q) { direction : output; function : "IQ";
      timing () { related_pin : "CK"; timing_type : rising_edge; cell_rise (scalar) { values ("11"); } cell_fall (scalar) { values ("12"); } }
      timing () { related_pin : "RN"; timing_type : clear; cell_fall (scalar) { values ("6"); } } }
  }
  cell (LATCH) {
    area : 1; latch (IQ, IQN) { enable : "G"; data_in : "D"; }
    pin (D) { direction : input; capacitance : 1; } pin (G) { direction : input; capacitance : 1; }
    pin (Q) { direction : output; function : "IQ"; }
  }
}
`;

function twoInputs(name: string, expression: string): string {
  return `  cell (${name}) {
    area : 1.4; cell_leakage_power : 5;
    pin (A) { direction : input; capacitance : 1; } pin (B) { direction : input; capacitance : 1; }
    pin (Y) { direction : output; function : "${expression}"; ${arcs(["A", "B"], 10, 8)} }
  }
`;
}

function arcs(inputs: readonly string[], rise: number, fall: number): string {
  const single = (table: string, value: number): string => `${table} (scalar) { values ("${value}"); }`;
  return inputs
    .map(
      (input) =>
        `timing () { related_pin : "${input}"; ${single("cell_rise", rise)} ${single("cell_fall", fall)} ${single("rise_transition", 5)} ${single("fall_transition", 5)} }`,
    )
    .join(" ");
}
