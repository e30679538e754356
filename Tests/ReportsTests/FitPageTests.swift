import Foundation
import Seq2SeqLayers
import Seq2SeqReports
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

@Suite("Pages of a fit")
struct FitPageTests {
    private func page(_ reports: inout [FitReport]) throws -> FitPage {
        let values = (0..<40).map { [Float($0) / 40] }
        var model = try Sequential(input: .vectors(1)) { Dense(1) }
        let near = SequenceMetric("within <0.1>") { abs($0[0] - $1[0]) < 0.1 ? 1 : 0 }
        var page = FitPage(title: "a <b> \u{202E}c", metrics: [.r2, near])
        let options = FitOptions { ($0.epochs, $0.validationShare) = (5, 0.25) }
        reports = try model.fit(
            .vectors(values), .vectors(values), metrics: [.r2, near],
            optimizer: Optimizer(.adam, learningRate: 0.05), options: options, on: Workspace(threads: 1)
        ) { report, _ in
            page.receive(report)
            return .proceed
        }
        return page
    }

    @Test func aPageTellsEverythingAndNeedsNothing() throws {
        var reports: [FitReport] = []
        let html = try page(&reports).html()
        #expect(reports.count == 5)
        let body = try #require(html.range(of: "<body>"))
        let document = try #require(XMLText(String(html[body.lowerBound...].replacing("</html>", with: ""))))
        for word in ["finished", "best epoch", "within <0.1>", "r2 in validation", "best so far", "Learning rate"] {
            #expect(document.elements.contains { $0.text.contains(word) }, "\(word)")
        }
        #expect(!html.contains("<script") && !html.contains("http://") && !html.contains("\u{202E}"))
    }

    @Test func anEpochThatIsToldAgainReplacesThoseFromItOn() throws {
        var reports: [FitReport] = []
        var page = try page(&reports)
        let whole = page.html()
        page.receive(reports[2])
        #expect(page.html() != whole)
        page.receive(reports[3])
        page.receive(reports[4])
        #expect(page.html() == whole)
        #expect(page.html(isRunning: true).contains("refresh"))
        #expect(FitPage(title: "x").html().contains("finished"))
    }
}
