// Sequencer of a unit: three nested loops and two addresses. An address moves by the jump of the outermost loop that
// advances, so that no multiplier is needed: the jump of a loop is its stride less what the inner loops have moved.
// Registers: limits and jumps (the configuration), the counters, the addresses, and whether the nest is at its last step.
// Prices with `control sequencer`.
module sequencer #(
    parameter COUNT   = 16,
    parameter ADDRESS = 24
) (
    input                    clk,
    input                    configure,     // takes the configuration and returns to the start
    input                    advance,
    input  [3*COUNT-1:0]     limits,        // the last value of each counter, the innermost first
    input  [3*ADDRESS-1:0]   jumps_a, jumps_b,
    output reg [ADDRESS-1:0] address_a, address_b,
    output reg               last
);
    reg [COUNT-1:0]     end_0, end_1, end_2, at_0, at_1, at_2;
    reg [3*ADDRESS-1:0] moves_a, moves_b;

    wire wraps_0 = at_0 == end_0;
    wire wraps_1 = at_1 == end_1;
    wire wraps_2 = at_2 == end_2;
    wire [COUNT-1:0] next_0 = wraps_0 ? {COUNT{1'b0}} : at_0 + 1'b1;
    wire [COUNT-1:0] next_1 = !wraps_0 ? at_1 : wraps_1 ? {COUNT{1'b0}} : at_1 + 1'b1;
    wire [COUNT-1:0] next_2 = !(wraps_0 && wraps_1) ? at_2 : wraps_2 ? {COUNT{1'b0}} : at_2 + 1'b1;
    wire over = wraps_0 && wraps_1 && wraps_2;

    function [ADDRESS-1:0] moved(input [ADDRESS-1:0] from, input [3*ADDRESS-1:0] moves, input inner, input middle);
        moved = from + (!inner ? moves[ADDRESS-1:0]
            : !middle ? moves[2*ADDRESS-1:ADDRESS] : moves[3*ADDRESS-1:2*ADDRESS]);
    endfunction

    always @(posedge clk)
        if (configure) begin
            {end_2, end_1, end_0} <= limits;
            moves_a   <= jumps_a;
            moves_b   <= jumps_b;
            at_0      <= {COUNT{1'b0}};
            at_1      <= {COUNT{1'b0}};
            at_2      <= {COUNT{1'b0}};
            address_a <= {ADDRESS{1'b0}};
            address_b <= {ADDRESS{1'b0}};
            last      <= limits == {3*COUNT{1'b0}};
        end else if (advance) begin
            at_0      <= next_0;
            at_1      <= next_1;
            at_2      <= next_2;
            address_a <= over ? {ADDRESS{1'b0}} : moved(address_a, moves_a, wraps_0, wraps_1);
            address_b <= over ? {ADDRESS{1'b0}} : moved(address_b, moves_b, wraps_0, wraps_1);
            last      <= next_0 == end_0 && next_1 == end_1 && next_2 == end_2;
        end
endmodule
